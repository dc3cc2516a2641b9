"""A version per customer in Redis: every change bumps it, so that polls cost one number and copies know they are old.

A short log beside it tells what changed. After a loss of data the count goes on from the clock, never backwards, so
an old ETag can not match again.
"""

from __future__ import annotations

import time
from typing import Final

from selfcare.stores import PREFIX, StoredScript, sessions, store_errors

EVERYTHING: Final = "everything"
_LOG_LENGTH: Final = 50
_KEPT_SECONDS: Final = 30 * 86400

_BUMP: Final = StoredScript("""
redis.call('SET', KEYS[1], ARGV[1], 'NX')
local version = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('LPUSH', KEYS[2], version .. ':' .. ARGV[4])
redis.call('LTRIM', KEYS[2], 0, ARGV[2] - 1)
redis.call('EXPIRE', KEYS[2], ARGV[3])
return version
""")


def version_key(customer_id: str) -> str:
    """Return the Redis key of the customer's version."""
    return f"{PREFIX}version:{customer_id}"


def bump(customer_id: str, *changed: str) -> int:
    """Count one change of what the customer sees and say what it touched. Returns the new version.

    Raises StoreUnavailable.
    """
    keys = [version_key(customer_id), _log_key(customer_id)]
    words = ",".join(changed) or EVERYTHING
    return int(_BUMP(keys=keys, args=[int(time.time()), _LOG_LENGTH, _KEPT_SECONDS, words]))


def current(customer_id: str) -> int:
    """Return the customer's version, 0 when nothing was ever counted. Raises StoreUnavailable."""
    with store_errors():
        return int(sessions().get(version_key(customer_id)) or 0)


def changed_since(customer_id: str, version: int) -> list[str]:
    """Return what changed after that version, sorted; [EVERYTHING] when the log does not reach back so far.

    Raises StoreUnavailable.
    """
    with store_errors():
        pipeline = sessions().pipeline(transaction=False)
        pipeline.get(version_key(customer_id))
        pipeline.lrange(_log_key(customer_id), 0, -1)
        now, entries = pipeline.execute()
    missed = int(now or 0) - version
    if missed == 0:
        return []
    if missed < 0 or missed > len(entries):
        return [EVERYTHING]
    return sorted({word for entry in entries[:missed] for word in entry.decode().partition(":")[2].split(",")})


def _log_key(customer_id: str) -> str:
    return f"{PREFIX}changed:{customer_id}"
