"""Copies of a customer's answers: fresh ones save a call, old ones are shown with their age when a service is away.

A copy is fresh while it is young and of the customer's present generation. An event or an own write moves the
generation on, so every copy grows stale at once and none is lost. With the customer's last session they are deleted,
and what was read before that moment is not written any more. Redis failing here is a miss, never an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable
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
from selfcare.upstream.flights import Flights

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")
Fresh = float | Callable[[Any], float]

_PREFIX: Final = "sc:copy"
_GENERATION: Final = "*generation"  # in the same hash as the copies, as *forgotten: one trip, one lifetime
_FORGOTTEN_SECONDS: Final = 60  # longer than any request that read before that moment
_WAIT: Final = 3.5
_log = structlog.get_logger("selfcare.upstream")
_flights: Final = Flights()

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
    ahead = ctx.ahead.get(wanted.name)
    if isinstance(ahead, _Outcome):
        return ahead.told()
    read = ctx.ahead.pop(wanted.name, None) or _read(ctx.customer_id, [wanted.name])[0]
    held = _decoded(read, wanted)
    return held.value if held and held.is_fresh else _shared_load(ctx, wanted, read.generation, held)


@overload
def cached_all(ctx: Context, one: Wanted[A], two: Wanted[B], /) -> tuple[Cached[A] | None, Cached[B] | None]: ...
@overload
def cached_all(ctx: Context, *wanted: Wanted[Any]) -> tuple[Cached[Any] | None, ...]: ...
def cached_all(ctx: Context, *wanted: Wanted[Any]) -> tuple[Cached[Any] | None, ...]:
    """Return several copies, in order: read in one trip, and what must be loaded is loaded at once.

    None stands where the service is away and there is no copy. Raises what a load raises for another reason.
    """
    load_ahead(ctx, *wanted)
    return tuple(_one_or_none(ctx, each) for each in wanted)


def read_ahead(ctx: Context, *names: str) -> None:
    """Read several copies in one trip, for the calls that follow in this request. Those already read are left out."""
    wanted = [name for name in names if name not in ctx.ahead]
    if wanted:
        ctx.ahead.update(zip(wanted, _read(ctx.customer_id, wanted), strict=True))


def load_ahead(ctx: Context, *wanted: Wanted[Any]) -> None:
    """Read several copies in one trip and load at once those that are not fresh, for the calls of a page that follow.

    Whoever asks for one of them in this request is told what became of it, an outage too, which is so waited for once.
    Only the first one's ``load`` may use the database, or call `gather` itself (see there).
    """
    read_ahead(ctx, *(each.name for each in wanted))
    left = [each for each in wanted if not _at_hand(ctx, each)]
    loaded = gather(*(partial(_outcome, ctx, each) for each in left))
    ctx.ahead.update(zip((each.name for each in left), loaded, strict=True))


def _at_hand(ctx: Context, wanted: Wanted[Any]) -> bool:
    """Tell whether a copy that was read ahead is fresh, or was loaded; keep it for whoever asks for it."""
    ahead = ctx.ahead[wanted.name]
    if isinstance(ahead, _Outcome):
        return True
    held = _decoded(ahead, wanted)
    if held and held.is_fresh:
        ctx.ahead[wanted.name] = _Outcome(held.value)
    return bool(held and held.is_fresh)


class _Outcome(NamedTuple):
    """What became of a load."""

    value: Cached[Any] | None = None
    error: errors.SelfcareError | None = None

    def told(self) -> Cached[Any]:
        """Return the value or raise the error."""
        if self.error is not None:
            raise self.error
        return cast("Cached[Any]", self.value)


def _outcome(ctx: Context, wanted: Wanted[Any]) -> _Outcome:
    try:
        return _Outcome(cached_one(ctx, wanted))
    except errors.SelfcareError as error:
        return _Outcome(error=error)


def _one_or_none(ctx: Context, wanted: Wanted[T]) -> Cached[T] | None:
    try:
        return cached_one(ctx, wanted)
    except errors.UpstreamFailed:
        return None


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


def _shared_load(ctx: Context, wanted: Wanted[T], generation: int, held: _Held[T] | None) -> Cached[T]:
    """Load once for all threads that ask now. A key holds the generation, so nobody is handed what was read before a
    change they know of."""
    load = partial(_load, ctx, wanted, generation, held.value if held else None)
    return _flights.join((ctx.customer_id, wanted.name, generation), load, min(_WAIT, ctx.remaining()))


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
