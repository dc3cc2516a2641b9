"""Independent upstream calls at once: the page waits for the slowest one, not for their sum."""

from __future__ import annotations

import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar, overload

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")

_THREADS: Final = 16


@functools.cache
def _pool() -> ThreadPoolExecutor:
    """Made at first use, so that a server that forks after loading the application shares no threads."""
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="parallel")


@overload
def gather(one: Callable[[], A], two: Callable[[], B], /) -> tuple[A, B]: ...
@overload
def gather(one: Callable[[], A], two: Callable[[], B], three: Callable[[], C], /) -> tuple[A, B, C]: ...
@overload
def gather(
    one: Callable[[], A], two: Callable[[], B], three: Callable[[], C], four: Callable[[], D], /
) -> tuple[A, B, C, D]: ...
@overload
def gather(*calls: Callable[[], A]) -> tuple[A, ...]: ...


def gather(*calls: Callable[[], Any]) -> tuple[Any, ...]:
    """Run the calls at once and return their results in order; the first call runs in this thread.

    All calls are waited for. If some raise, the exception of the first in order is raised. The others must not use the
    database: connections belong to the request's own thread. Nor may they call this: they would hold a thread of the
    pool while they wait for another one.
    """
    others = [_pool().submit(contextvars.copy_context().run, call) for call in calls[1:]]
    outcomes = [_outcome(call) for call in calls[:1]] + [_settled(future) for future in others]
    for _, error in outcomes:
        if error is not None:
            raise error
    return tuple(value for value, _ in outcomes)


def _outcome(call: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    try:
        return call(), None
    except Exception as error:  # noqa: BLE001  # carried to gather, which raises it after all calls ended
        return None, error


def _settled(future: Future[Any]) -> tuple[Any, BaseException | None]:
    error = future.exception()
    return (None, error) if error is not None else (future.result(), None)
