"""Copies of a customer's answers: fresh ones save a call, old ones are shown with their age when a service is away.

A copy is fresh while it is young and of the customer's present generation. An event or an own write moves the
generation on, so every copy grows stale at once and none is lost. With the customer's last session they are deleted,
and what was read before that moment is not written any more. Redis failing here is a miss, never an error.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast, overload

import msgspec
import structlog
from django.conf import settings

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.parallel import gather
from selfcare.stores import StoredScript, copies, store_errors

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")
Fresh = float | Callable[[Any], float]
_Key = tuple[str, str, int]

_PREFIX: Final = "sc:copy"
_GENERATION: Final = "*generation"  # in the same hash as the copies, as *forgotten: one trip, one lifetime
_FORGOTTEN_SECONDS: Final = 60  # longer than any request that read before that moment
_WAIT: Final = 3.5
_log = structlog.get_logger("selfcare.upstream")

# Generations are microseconds, which Lua counts exactly, and only grow, whatever a machine's clock says. One beyond
# that (2**53), as another version wrote, could not be counted up and is begun anew.
# KEYS[1] is the customer's hash; ARGV: now, seconds to live, "forget" or "".
_MOVE_ON: Final = StoredScript(
    """
local known = tonumber(redis.call('HGET', KEYS[1], '*generation') or '0')
if known >= 9007199254740991 then known = 0 end
local generation = math.max(tonumber(ARGV[1]), known + 1)
generation = string.format('%.0f', generation)
if ARGV[3] == 'forget' then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], '*forgotten', generation)
end
redis.call('HSET', KEYS[1], '*generation', generation)
return redis.call('EXPIRE', KEYS[1], ARGV[2])
""",
    server=copies,
)
# ARGV: the copy's name, the copy, the generation it was read in, seconds to live.
_KEEP: Final = StoredScript(
    """
if tonumber(redis.call('HGET', KEYS[1], '*forgotten') or '0') > tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('EXPIRE', KEYS[1], ARGV[4])
""",
    server=copies,
)


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


class _Read(NamedTuple):
    """A copy as it lies in Redis, and the customer's generation at that moment."""

    copy: _Copy | None
    generation: int


@dataclass(frozen=True)
class Wanted(Generic[T]):
    """A copy by name, how it is loaded, and for how long it is fresh: seconds, or a function of the value."""

    name: str
    fresh_for: Fresh
    as_: type[T]
    load: Callable[[], T]


def cached(ctx: Context, name: str, *, fresh_for: Fresh, as_: type[T], load: Callable[[], T]) -> Cached[T]:
    """Return the customer's copy called ``name``, or load it; the copy alone when the service is away.

    Threads of one process that ask for the same copy share one load. Raises what ``load`` raises when there is no copy
    to fall back on.
    """
    return cached_one(ctx, Wanted(name, fresh_for, as_, load))


def cached_one(ctx: Context, wanted: Wanted[T]) -> Cached[T]:
    """Do the same for a copy that is described as a value."""
    read = ctx.ahead.pop(wanted.name, None) or _read(ctx.customer_id, [wanted.name])[0]
    held = _decoded(read, wanted)
    if held and held.is_fresh:
        return held.value
    load = partial(_load, ctx, wanted, read.generation, held.value if held else None)
    return _flights.join((ctx.customer_id, wanted.name, read.generation), load, _patience(ctx))


@overload
def cached_all(ctx: Context, one: Wanted[A], two: Wanted[B], /) -> tuple[Cached[A] | None, Cached[B] | None]: ...
@overload
def cached_all(ctx: Context, *wanted: Wanted[Any]) -> tuple[Cached[Any] | None, ...]: ...
def cached_all(ctx: Context, *wanted: Wanted[Any]) -> tuple[Cached[Any] | None, ...]:
    """Return several copies, in order: read in one trip, and what must be loaded is loaded at once.

    None stands where the service is away and there is no copy. Raises what a load raises for another reason.
    """
    read_ahead(ctx, *(each.name for each in wanted))
    found = {each.name: _at_hand(ctx, each) for each in wanted}
    missing = [each for each in wanted if found[each.name] is None]
    loaded = gather(*(partial(_one_or_none, ctx, each) for each in missing))
    found |= zip((each.name for each in missing), loaded, strict=True)
    return tuple(found[each.name] for each in wanted)


def read_ahead(ctx: Context, *names: str) -> None:
    """Read several copies in one trip, for the calls that follow in this request. Those already read are left out."""
    wanted = [name for name in names if name not in ctx.ahead]
    if wanted:
        ctx.ahead.update(zip(wanted, _read(ctx.customer_id, wanted), strict=True))


def _one_or_none(ctx: Context, wanted: Wanted[T]) -> Cached[T] | None:
    try:
        return cached_one(ctx, wanted)
    except errors.UpstreamFailed:
        return None


def _at_hand(ctx: Context, wanted: Wanted[T]) -> Cached[T] | None:
    """Return a copy that was read ahead and is fresh."""
    held = _decoded(ctx.ahead[wanted.name], wanted)
    return held.value if held and held.is_fresh else None


def mark_stale(customer_id: str) -> None:
    """Make every copy of the customer stale, without deleting any: they still serve an outage.

    Every generation is another number, also of two changes in one tick of the clock.
    """
    _move_on(customer_id, settings.SESSION_COOKIE_AGE, "")


def forget(customer_id: str) -> None:
    """Delete every copy of the customer, at the end of their last session; answers under way are not kept either."""
    _move_on(customer_id, _FORGOTTEN_SECONDS, "forget")


def _move_on(customer_id: str, seconds: int, how: str) -> None:
    try:
        _MOVE_ON(keys=[_key(customer_id)], args=[time.time_ns() // 1000, seconds, how])
    except errors.StoreUnavailable:
        _log.warning("copy_generation_failed", forget=bool(how))


class _Held(NamedTuple, Generic[T]):
    value: Cached[T]
    is_fresh: bool


def _load(ctx: Context, wanted: Wanted[T], generation: int, held: Cached[T] | None) -> Cached[T]:
    """Load anew; what was being read when the generation moved on is kept as a copy of the one before."""
    try:
        value = wanted.load()
    except (errors.UpstreamFailed, errors.StoreUnavailable):
        if held is None:
            raise
        return Cached(held.value, held.as_of, stale=True)
    now = time.time()
    copy = _Copy(generation, now, msgspec.Raw(msgspec.json.encode(value)))
    _write(ctx.customer_id, wanted.name, copy)
    return Cached(value, datetime.fromtimestamp(now, UTC))


def _decoded(read: _Read, wanted: Wanted[T]) -> _Held[T] | None:
    """Return the copy's value, or None when there is none, or one of a shape that another version wrote."""
    if read.copy is None:
        return None
    try:
        value = msgspec.json.decode(read.copy.value, type=wanted.as_)
    except msgspec.MsgspecError:
        return None
    seconds = wanted.fresh_for(value) if callable(wanted.fresh_for) else wanted.fresh_for
    is_fresh = read.copy.generation == read.generation and 0 <= time.time() - read.copy.at < seconds
    return _Held(Cached(value, datetime.fromtimestamp(read.copy.at, UTC)), is_fresh)


def _read(customer_id: str, names: list[str]) -> list[_Read]:
    """Return the copies with the customer's present generation, in one trip."""
    try:
        with store_errors():
            *found, raw = cast("list[bytes | None]", copies().hmget(_key(customer_id), [*names, _GENERATION]))
        generation = int(raw or 0)
    except (errors.StoreUnavailable, ValueError):
        return [_Read(None, 0)] * len(names)
    return [_Read(_copy(each), generation) for each in found]


def _copy(raw: bytes | None) -> _Copy | None:
    try:
        return msgspec.json.decode(raw, type=_Copy) if raw else None
    except msgspec.MsgspecError:
        return None


def _write(customer_id: str, name: str, copy: _Copy) -> None:
    args = [name, msgspec.json.encode(copy), copy.generation, settings.SESSION_COOKIE_AGE]
    try:
        _KEEP(keys=[_key(customer_id)], args=args)
    except errors.StoreUnavailable:
        _log.warning("copy_write_failed", name=name)


def _key(customer_id: str) -> str:
    return f"{_PREFIX}:{customer_id}"


def _patience(ctx: Context) -> float:
    return min(_WAIT, ctx.remaining())


class _Flights:
    """Single flight: the first thread to ask for a key does the work, the others wait for its result.

    A key holds the generation, so nobody is handed what was read before a change they know of.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[_Key, Future[Any]] = {}

    def join(self, key: _Key, work: Callable[[], Cached[T]], patience: float) -> Cached[T]:
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

    def _fly(self, key: _Key, flight: Future[Any], work: Callable[[], Cached[T]]) -> Cached[T]:
        try:
            result = work()
        except BaseException as error:
            self._land(key)
            flight.set_exception(error)
            raise
        self._land(key)
        flight.set_result(result)
        return result

    def _land(self, key: _Key) -> None:
        with self._lock:
            del self._open[key]


_flights: Final = _Flights()
