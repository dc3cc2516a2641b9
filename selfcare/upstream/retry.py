"""When a read is asked again: one pure decision, and a budget that keeps an outage from being amplified."""

from __future__ import annotations

import threading
from typing import Final

RETRIED_STATUSES: Final = frozenset({429, 500, 502, 503, 504})
SHARE: Final = 0.1
SAVED: Final = 5.0
_SHORTEST, _LONGEST, _PATIENCE = 0.05, 0.25, 1.0


def retry_delay(
    *, method: str, attempt: int, status: int | None, retry_after: float | None, left: float, jitter: float
) -> float | None:
    """Return the seconds to wait before the one retry, or None when there must not be one.

    ``attempt`` counts from 1. ``status`` is None when no whole answer came. ``retry_after`` and ``left`` are seconds;
    ``jitter`` is a random number from 0 to 1 (full jitter over 50 to 250 ms). Only a GET is ever repeated: a write
    belongs to the worker and its idempotency key.
    """
    if method != "GET" or attempt > 1 or (status is not None and status not in RETRIED_STATUSES):
        return None
    if status == 429 and retry_after is None:  # noqa: PLR2004  # RFC 6585's Too Many Requests
        return None
    delay = _SHORTEST + jitter * (_LONGEST - _SHORTEST)
    if retry_after is not None:
        if retry_after > _PATIENCE:
            return None
        delay = max(delay, retry_after)
    return delay if delay + _LONGEST < left else None


class RetryBudget:
    """A token bucket: every call saves a tenth of a retry, so retries never exceed 10 % of calls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens = 0.0

    def earn(self) -> None:
        with self._lock:
            self._tokens = min(SAVED, self._tokens + SHARE)

    def spend(self) -> bool:
        """Take one retry out of the budget; False when it is empty."""
        with self._lock:
            if self._tokens < 1 - 1e-9:  # Ten tenths are a little less than one in binary.
                return False
            self._tokens -= 1
            return True
