"""Circuit breaker: after enough failures a service is left alone for a while, then asked once.

Written here because no library does both halves: pybreaker holds a lock around the call and so serialises threads,
circuitbreaker lets any number of probes through and knows only consecutive failures.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from enum import StrEnum
from typing import Final

CONSECUTIVE: Final = 5
WINDOW: Final = 20
OPEN_SECONDS: Final = 5.0


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PROBING = "probing"


class Breaker:
    """Thread-safe. The lock guards the counters for microseconds, never the call itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._row = 0
        self._until = 0.0
        self.state = State.CLOSED

    def allow(self) -> bool:
        """Tell whether a call may go out now; when the pause is over, exactly one caller is told yes."""
        with self._lock:
            now = time.monotonic()
            if self.state is State.CLOSED:
                return True
            if now < self._until:
                return False
            self.state, self._until = State.PROBING, now + OPEN_SECONDS
            return True

    def record(self, *, ok: bool) -> None:
        """Count one answer. A success of the probe closes, its failure opens for another pause."""
        with self._lock:
            if ok and self.state is State.PROBING:
                self._close()
            self._recent.append(ok)
            self._row = 0 if ok else self._row + 1
            if not ok and self._should_open():
                self.state, self._until = State.OPEN, time.monotonic() + OPEN_SECONDS

    def retry_after(self) -> int:
        """Whole seconds, at least 1, until the next probe."""
        return max(1, round(self._until - time.monotonic()))

    def _should_open(self) -> bool:
        if self.state is not State.CLOSED or self._row >= CONSECUTIVE:
            return True
        return len(self._recent) == WINDOW and self._recent.count(False) * 2 >= WINDOW

    def _close(self) -> None:
        self.state = State.CLOSED
        self._recent.clear()
        self._row = 0
