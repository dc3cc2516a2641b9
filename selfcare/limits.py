"""Rate limits: counted atomically in Redis for all instances, and by a smaller limit here while Redis is away."""

from __future__ import annotations

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

_local: dict[str, tuple[int, float]] = {}
_local_lock = threading.Lock()


def limit_hit(name: str, key: str, limit: int, per_seconds: int) -> None:
    """Count one use and raise RateLimited, with its ``retry_after`` in seconds, after ``limit`` in the window.

    ``key`` says whose use it is; it may be personal (an address, an identifier) and is stored as a digest. While Redis
    is away each process allows a quarter of the limit: neither open nor shut.
    """
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    full_key = f"{PREFIX}limit:{name}:{digest}"
    try:
        count, milliseconds = _HIT(keys=[full_key], args=[per_seconds * 1000])
    except StoreUnavailable:
        count, milliseconds = _local_hit(full_key, per_seconds)
        limit = max(1, limit // _FALLBACK_SHARE)
    if count > limit:
        logs.security("excess_rate_limit_exceeded", limit=name)
        raise RateLimited(retry_after=max(1, -(-milliseconds // 1000)))


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
