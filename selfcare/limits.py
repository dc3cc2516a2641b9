"""Rate limits: counted atomically in Redis for all instances, and by a smaller limit here while Redis is away."""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
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
    """Count one use and raise RateLimited, with its ``retry_after`` in seconds, after ``limit`` in the window."""
    count, milliseconds = limit_use(name, key, limit, per_seconds)
    if count > limit:
        logs.security("excess_rate_limit_exceeded", limit=name)
        raise RateLimited(retry_after=max(1, -(-milliseconds // 1000)))


def limit_use(name: str, key: str, limit: int, per_seconds: int) -> tuple[int, int]:
    """Count one use; return the count, and the milliseconds until it starts anew.

    ``key`` says whose use it is; it may be personal (an address, an identifier) and is stored as a digest. While Redis
    is away each process allows a quarter of the limit by a count of its own: neither open nor shut.
    """
    full_key = limit_key(name, key)
    try:
        count, milliseconds = _HIT(keys=[full_key], args=[per_seconds * 1000])
    except StoreUnavailable:
        return _local_hit(full_key, limit, per_seconds)
    return count, milliseconds


def limit_forgive(name: str, key: str) -> None:
    """Take one use back: for limits that count failures, once the use has turned out well. Never raises."""
    with contextlib.suppress(StoreUnavailable):
        _FORGIVE(keys=[limit_key(name, key)])


def limit_key(name: str, key: str) -> str:
    """Return the Redis key of a count."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{PREFIX}limit:{name}:{digest}"


def network(client_ip: str) -> str:
    """Return what one household or attacker holds: the IPv4 address itself, the /64 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(client_ip)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def _local_hit(key: str, limit: int, per_seconds: int) -> tuple[int, int]:
    """Count here; the count is told as if a quarter of the limit, and at least one, were the whole."""
    now = time.monotonic()
    with _local_lock:
        if len(_local) >= _FALLBACK_KEYS:
            _local.clear()
        count, until = _local.get(key, (0, 0.0))
        if until <= now:
            count, until = 0, now + per_seconds
        _local[key] = (count + 1, until)
    allowed = max(1, limit // _FALLBACK_SHARE)
    return limit - allowed + count + 1, int((until - now) * 1000)
