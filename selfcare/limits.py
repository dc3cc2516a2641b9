"""Rate limits: counted atomically in Redis for all instances, and by a smaller limit here while Redis is away."""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import threading
import time
from typing import Final, NamedTuple

from selfcare import logs
from selfcare.domain.errors import RateLimited, StoreUnavailable
from selfcare.stores import PREFIX, StoredScript

_FALLBACK_SHARE: Final = 4
_FALLBACK_KEYS: Final = 10_000

# Counts key by key and stops after the first that is used up; ARGV: for each key its limit and its window.
_HIT: Final = StoredScript("""
local counted = {}
for i = 1, #KEYS do
  local count = redis.call('INCR', KEYS[i])
  if count == 1 then redis.call('PEXPIRE', KEYS[i], ARGV[2 * i]) end
  counted[i] = {count, redis.call('PTTL', KEYS[i])}
  if count > tonumber(ARGV[2 * i - 1]) then break end
end
return counted
""")

_FORGIVE: Final = StoredScript("""
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
""")

_local: dict[str, tuple[int, float]] = {}
_local_lock = threading.Lock()


class Limit(NamedTuple):
    """At most ``most`` uses of ``name`` by ``key`` in a window of ``per_seconds``.

    ``key`` says whose use it is; it may be personal (an address, an identifier) and is stored as a digest.
    """

    name: str
    key: str
    most: int
    per_seconds: int


def limit_hit(name: str, key: str, limit: int, per_seconds: int) -> None:
    """Count one use and raise RateLimited, with its ``retry_after`` in seconds, after ``limit`` in the window."""
    _refuse_excess(Limit(name, key, limit, per_seconds), *limit_use(name, key, limit, per_seconds))


def limits_hit(*limits: Limit) -> None:
    """Count one use of each in one trip and raise RateLimited at the first that is used up; later ones are not counted.

    For what needs the store anyway, as a sign-in does: raises StoreUnavailable after one time-out, before a password
    is sent anywhere or a session begun that could not be kept.
    """
    for limit, (count, milliseconds) in zip(limits, _counted(limits), strict=False):
        _refuse_excess(limit, count, milliseconds)


def limit_use(name: str, key: str, limit: int, per_seconds: int) -> tuple[int, int]:
    """Count one use; return the count, and the milliseconds until it starts anew.

    While Redis is away each process allows a quarter of the limit by a count of its own: neither open nor shut.
    """
    asked = Limit(name, key, limit, per_seconds)
    try:
        ((count, milliseconds),) = _counted((asked,))
    except StoreUnavailable:
        return _local_hit(limit_key(name, key), limit, per_seconds)
    return count, milliseconds


def _counted(limits: tuple[Limit, ...]) -> list[tuple[int, int]]:
    """Return each count and its milliseconds, up to the first that passes its limit. Raises StoreUnavailable."""
    keys = [limit_key(each.name, each.key) for each in limits]
    figures = [figure for each in limits for figure in (each.most, each.per_seconds * 1000)]
    return [(count, milliseconds) for count, milliseconds in _HIT(keys=keys, args=figures)]


def _refuse_excess(limit: Limit, count: int, milliseconds: int) -> None:
    if count > limit.most:
        logs.security("excess_rate_limit_exceeded", limit=limit.name)
        raise RateLimited(retry_after=max(1, -(-milliseconds // 1000)))


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
