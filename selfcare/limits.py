"""Rate limits: counted atomically in Redis for all instances, and by a smaller limit here while Redis is away."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from typing import Final

from selfcare import logs
from selfcare.domain.errors import RateLimited, StoreUnavailable
from selfcare.stores import PREFIX, StoredScript

_FALLBACK_SHARE: Final = 4
_FALLBACK_KEYS: Final = 10_000

_HIT: Final = StoredScript("""
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}
""")

_FORGIVE: Final = StoredScript("""
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
""")

_local: dict[str, tuple[int, float]] = {}
_local_lock = threading.Lock()


def limit_hit(name: str, key: str, limit: int, per_seconds: int) -> None:
    """Count one use and raise RateLimited, with its ``retry_after`` in seconds, after ``limit`` in the window.

    ``key`` says whose use it is; it may be personal (an address, an identifier) and is stored as a digest. While Redis
    is away each process allows a quarter of the limit: neither open nor shut.
    """
    full_key = _key(name, key)
    try:
        count, milliseconds = _HIT(keys=[full_key], args=[per_seconds * 1000])
    except StoreUnavailable:
        count, milliseconds = _local_hit(full_key, per_seconds)
        limit = max(1, limit // _FALLBACK_SHARE)
    if count > limit:
        logs.security("excess_rate_limit_exceeded", limit=name)
        raise RateLimited(retry_after=max(1, -(-milliseconds // 1000)))


def limit_forgive(name: str, key: str) -> None:
    """Take one use back: for limits that count failures, once the use has turned out well. Never raises."""
    with contextlib.suppress(StoreUnavailable):
        _FORGIVE(keys=[_key(name, key)])


def _key(name: str, key: str) -> str:
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{PREFIX}limit:{name}:{digest}"


def _local_hit(key: str, per_seconds: int) -> tuple[int, int]:
    now = time.monotonic()
    with _local_lock:
        if len(_local) >= _FALLBACK_KEYS:
            _local.clear()
        count, until = _local.get(key, (0, 0.0))
        if until <= now:
            count, until = 0, now + per_seconds
        _local[key] = (count + 1, until)
        return count + 1, int((until - now) * 1000)
