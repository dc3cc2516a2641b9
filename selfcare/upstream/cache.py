"""Copies of a customer's answers: fresh ones save a call, old ones are shown with their age when a service is away.

A copy is fresh while it is young and of the customer's present generation. An event or an own write moves the
generation on, so every copy grows stale at once and none is lost. Redis failing here is a miss, never an error.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar, cast

import msgspec
import structlog
from django.conf import settings
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from selfcare.domain import errors
from selfcare.domain.context import Context

T = TypeVar("T")
Fresh = float | Callable[[Any], float]

_PREFIX: Final = "sc:copy"
_WAIT: Final = 3.5
_log = structlog.get_logger("selfcare.upstream")


@dataclass(frozen=True)
class Cached(Generic[T]):
    """A value, when it was read from the service (UTC), and whether the service could not be asked just now."""

    value: T
    as_of: datetime
    stale: bool = False


class _Copy(msgspec.Struct):
    generation: int
    at: float
    value: msgspec.Raw


def cached(ctx: Context, name: str, *, fresh_for: Fresh, as_: type[T], load: Callable[[], T]) -> Cached[T]:
    """Return the customer's copy called ``name``, or load it; the copy alone when the service is away.

    ``fresh_for`` is in seconds, or a function of the value that returns seconds. Threads of one process that ask for
    the same copy share one load. Raises what ``load`` raises when there is no copy to fall back on.
    """
    return _flights.join(
        (ctx.customer_id, name), lambda: _read_or_load(ctx, name, fresh_for, as_, load), _patience(ctx)
    )


def mark_stale(customer_id: str) -> None:
    """Make every copy of the customer stale, without deleting any: they still serve an outage."""
    try:
        _redis().set(_generation_key(customer_id), time.time_ns(), ex=settings.SESSION_COOKIE_AGE + 60)
    except RedisError:
        _log.warning("copy_mark_stale_failed")


def forget(customer_id: str) -> None:
    """Delete every copy of the customer, at the end of their last session."""
    try:
        _redis().delete(_key(customer_id), _generation_key(customer_id))
    except RedisError:
        _log.warning("copy_forget_failed")


def _read_or_load(ctx: Context, name: str, fresh_for: Fresh, as_: type[T], load: Callable[[], T]) -> Cached[T]:
    copy, generation = _read(ctx.customer_id, name)
    held = _decoded(copy, as_)
    if copy and held and copy.generation == generation and _young(copy, held.value, fresh_for):
        return held
    try:
        value = load()
    except errors.UpstreamFailed:
        if held is None:
            raise
        return Cached(held.value, held.as_of, stale=True)
    now = time.time()
    _write(ctx.customer_id, name, _Copy(generation, now, msgspec.Raw(msgspec.json.encode(value))))
    return Cached(value, datetime.fromtimestamp(now, UTC))


def _young(copy: _Copy, value: Any, fresh_for: Fresh) -> bool:
    seconds = fresh_for(value) if callable(fresh_for) else fresh_for
    return 0 <= time.time() - copy.at < seconds


def _decoded(copy: _Copy | None, as_: type[T]) -> Cached[T] | None:
    """Return the copy's value, or None when it is of a shape another version wrote."""
    if copy is None:
        return None
    try:
        return Cached(msgspec.json.decode(copy.value, type=as_), datetime.fromtimestamp(copy.at, UTC))
    except msgspec.MsgspecError:
        return None


def _read(customer_id: str, name: str) -> tuple[_Copy | None, int]:
    """Return the copy and the customer's generation, in one trip."""
    try:
        pipe = _redis().pipeline(transaction=False)
        pipe.hget(_key(customer_id), name)
        pipe.get(_generation_key(customer_id))
        raw, generation = pipe.execute()
        return (msgspec.json.decode(raw, type=_Copy) if raw else None), int(generation or 0)
    except (RedisError, msgspec.MsgspecError, ValueError):
        return None, 0


def _write(customer_id: str, name: str, copy: _Copy) -> None:
    try:
        pipe = _redis().pipeline(transaction=False)
        pipe.hset(_key(customer_id), name, msgspec.json.encode(copy))
        pipe.expire(_key(customer_id), settings.SESSION_COOKIE_AGE)
        pipe.execute()
    except RedisError:
        _log.warning("copy_write_failed", name=name)


def _key(customer_id: str) -> str:
    return f"{_PREFIX}:{customer_id}"


def _generation_key(customer_id: str) -> str:
    return f"{_PREFIX}-generation:{customer_id}"


def _redis() -> Any:
    return get_redis_connection("cache")


def _patience(ctx: Context) -> float:
    return min(_WAIT, ctx.remaining())


class _Flights:
    """Single flight: the first thread to ask for a key does the work, the others wait for its result."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], Future[Any]] = {}

    def join(self, key: tuple[str, str], work: Callable[[], Cached[T]], patience: float) -> Cached[T]:
        with self._lock:
            flight = self._open.get(key)
            if flight is None:
                mine = self._open[key] = Future()
        if flight is None:
            return self._fly(key, mine, work)
        try:
            return cast("Cached[T]", flight.result(patience))
        except FutureTimeoutError as error:
            raise errors.UpstreamTimeout from error
        except errors.UpstreamFailed:
            raise
        except errors.SelfcareError:
            return work()  # The other thread's own trouble, such as its session: ask for ourselves.

    def _fly(self, key: tuple[str, str], flight: Future[Any], work: Callable[[], Cached[T]]) -> Cached[T]:
        try:
            result = work()
        except BaseException as error:
            self._land(key)
            flight.set_exception(error)
            raise
        self._land(key)
        flight.set_result(result)
        return result

    def _land(self, key: tuple[str, str]) -> None:
        with self._lock:
            del self._open[key]


_flights: Final = _Flights()
