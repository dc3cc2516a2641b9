"""Summaries: money in and out of the transactions a filter finds, by week, month, merchant, type, or in all.

Without a ``status`` filter the rows that count are those that moved a balance or hold part of it: succeeded, reversed
(what came back is a row of its own), authorised, and pending money out. With one, what it names is added up. A filter
by booking counts what is booked, and its weeks and months are those of the booking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.domain.filters import PAGING, Filter, query_parse, unknown

By = Literal["week", "month", "merchant", "type", "none"]
MOST_ROWS: Final = 10_000
MOST_PERIODS: Final = 200
_WHOLE_HISTORY: Final = timedelta(days=400)
_FREE: Final = ("amount_min", "amount_max", "settled_from", "settled_to", "reference", "q", "updated_since")
_OWN: Final = ("by", "top", "tz")
_MOST_TOP: Final = 100
_LONGEST_ZONE: Final = 64
_SHORTEST: Final = {"week": timedelta(days=7), "month": timedelta(days=28)}


class SummaryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which transactions, grouped how. ``zone`` decides where weeks and months begin; ``top`` groups are told."""

    where: Filter
    by: By = "none"
    top: int | None = None
    zone: ZoneInfo = ZoneInfo("UTC")


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """One group in one currency, in minor units. ``others`` is how many groups stand in it beside the top ones."""

    key: str | None
    currency: str
    count: int
    in_: int = msgspec.field(name="in")
    out: int
    label: str | None = None
    others: int = 0


def summary_parse(pairs: Iterable[tuple[str, str]]) -> SummaryQuery:
    """Turn decoded query parameters into a `SummaryQuery`.

    Raises Refused as `query_parse` does, and for ``sort`` and paging, of which a summary has none.
    """
    own: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for name, value in pairs:
        if name in PAGING:
            raise unknown(name)
        if name not in _OWN:
            rest.append((name, value))
        elif name in own:
            raise Refused("bad_request", f"{name} may stand only once.", Field(f"/{name}", "repeated", "Send it once."))
        else:
            own[name] = value
    by = _by(own.get("by", "none"))
    return SummaryQuery(where=query_parse(rest).where, by=by, top=_top(own, by), zone=_zone(own.get("tz", "UTC")))


def is_free(where: Filter, now: datetime) -> bool:
    """Say whether the filter may find any number of rows, or must look at them one by one: then sums are capped."""
    begin, end = bounds(where)
    if begin is None or (end or now) - begin > _WHOLE_HISTORY:
        return True
    listed = where.instrument_id or where.consent_id or where.ids
    return bool(listed) or any(getattr(where, name) is not None for name in _FREE)


def bounds(where: Filter) -> tuple[datetime | None, datetime | None]:
    """Return the range of the filter that periods are cut from: of bookings if it has one, else of beginnings."""
    return (where.booked_from, where.booked_to) if where.is_booked else (where.from_, where.to)


def periods(query: SummaryQuery, oldest: datetime, now: datetime) -> list[date]:
    """Return the first day of each week or month from ``oldest`` (or the filter's ``from``) to ``now``, in its zone.

    Raises Refused ``validation_failed`` for more than two hundred.
    """
    first, last_of = bounds(query.where)
    begin, end = first or oldest, min(last_of or now, now)
    if (end - begin) / _SHORTEST[query.by] > MOST_PERIODS:
        raise invalid("/from", "range", f"At most {MOST_PERIODS} {query.by}s at a time: give a later from.")
    day, last = _first_day(query, begin), end.astimezone(query.zone).date()
    days = [day]
    while (day := _next(query.by, day)) <= last:
        days.append(day)
    return days


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant a day begins in the zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def period_key(by: By, day: date) -> str:
    """Return how a period is named: ``2026-11-16`` for the week from that Monday, ``2026-11`` for the month."""
    return day.isoformat() if by == "week" else f"{day:%Y-%m}"


def ranked(sums: Sequence[Sum], top: int | None) -> list[Sum]:
    """Return the groups, per currency the largest out first, then the largest in; those after ``top`` as one."""
    found: list[Sum] = []
    for currency in sorted({one.currency for one in sums}):
        own = sorted(
            (one for one in sums if one.currency == currency), key=lambda one: (-one.out, -one.in_, one.key or "")
        )
        found += own[:top]
        if top is not None and own[top:]:
            found.append(_rest(own[top:]))
    return found


def _rest(sums: Sequence[Sum]) -> Sum:
    return Sum(
        key="others",
        currency=sums[0].currency,
        count=sum(one.count for one in sums),
        in_=sum(one.in_ for one in sums),
        out=sum(one.out for one in sums),
        others=len(sums),
    )


def _first_day(query: SummaryQuery, at: datetime) -> date:
    day = at.astimezone(query.zone).date()
    return day - timedelta(days=day.weekday()) if query.by == "week" else day.replace(day=1)


def _next(by: By, day: date) -> date:
    return day + timedelta(days=7) if by == "week" else (day + timedelta(days=32)).replace(day=1)


def _by(value: str) -> Any:
    if value not in get_args(By):
        raise invalid("/by", "choice", f"by is one of {', '.join(get_args(By))}.")
    return value


def _top(own: dict[str, str], by: By) -> int | None:
    if "top" not in own:
        return None
    if by not in {"merchant", "type"}:
        raise invalid("/top", "choice", "top goes with by=merchant or by=type.")
    if own["top"] not in map(str, range(1, _MOST_TOP + 1)):
        raise invalid("/top", "range", f"top is a whole number from 1 to {_MOST_TOP}.")
    return int(own["top"])


def _zone(name: str) -> ZoneInfo:
    try:
        if len(name) <= _LONGEST_ZONE and name.isascii() and name.isprintable() and name:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass  # told below like any other name that is none
    raise invalid("/tz", "choice", "tz is an IANA time zone, Europe/Stockholm.")
