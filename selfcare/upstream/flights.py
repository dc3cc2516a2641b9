"""Single flight: threads of one process that want the same thing at once share one load."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, TypeVar, cast

from selfcare.domain import errors

T = TypeVar("T")


class Flights:
    """The first thread to ask for a key does the work, the others wait for its result."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Hashable, Future[Any]] = {}

    def join(self, key: Hashable, work: Callable[[], T], patience: float) -> T:
        """Return what ``work`` returns, here or in another thread, which is waited for ``patience`` seconds.

        Raises what it raises; UpstreamTimeout when it takes longer.
        """
        with self._lock:
            flight = self._open.get(key)
            if flight is None:
                mine = self._open[key] = Future()
        if flight is None:
            return self._fly(key, mine, work)
        try:
            return cast("T", flight.result(patience))
        except FutureTimeoutError as error:
            raise errors.UpstreamTimeout from error
        except errors.UpstreamFailed:
            raise
        except errors.SelfcareError:
            return work()  # The other thread's own trouble, such as its session: ask for ourselves.

    def _fly(self, key: Hashable, flight: Future[Any], work: Callable[[], T]) -> T:
        try:
            result = work()
        except BaseException as error:
            self._land(key)
            flight.set_exception(error)
            raise
        self._land(key)
        flight.set_result(result)
        return result

    def _land(self, key: Hashable) -> None:
        with self._lock:
            del self._open[key]
