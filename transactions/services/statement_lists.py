"""Lists of statements: period after period with what came in, went out and was there at the end, newest first."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import UpstreamFailed
from selfcare.domain.money import Money
from selfcare.parallel import gather
from transactions.backends import payment_backend
from transactions.domain import (
    Length,
    Period,
    PeriodSums,
    TransactionFilter,
    midnight,
    period_before,
    period_of,
)
from transactions.services.statements import Ground, balance_before, bounds, fitting

_MOST_YEARS: Final = 16
_SOON: Final = 2  # months into a half-year, in which the one before is listed too
_HALF: Final = 6
Sums = dict[Period, tuple[int, int]]


class StatementList(msgspec.Struct, frozen=True):
    """``lines`` newest first. ``more`` is the span right before them, when the account moved before; ``fits`` is false
    when the service's balances do not fit its sums, and no closing balance is told."""

    lines: list[PeriodSums]
    more: Period | None
    fits: bool


def statement_list(*, ctx: Context, ground: Ground, length: Length, since: date | None = None) -> StatementList:
    """Return the statements of each month, quarter or year from ``since`` to now, beginning with the first movement.

    Without ``since``: this half-year's months (and those before early in it), this and the last year's quarters, all
    years. Raises UpstreamFailed for sums that cannot be placed.
    """
    periods = _periods(ground, length, since or _usual(ground.today, length))
    begin, end = bounds(ground, periods[-1])[0], bounds(ground, periods[0])[1]
    opening, closing, sums, oldest = gather(
        lambda: balance_before(ctx=ctx, ground=ground, instant=begin).booked,
        lambda: balance_before(ctx=ctx, ground=ground, instant=end).booked,
        lambda: _sums(ctx, ground, length, begin, end),
        lambda: _oldest(ctx, ground),
    )
    lines = _lines(ground, periods, sums, closing)
    fits = opening.value + sum(into - out for into, out in sums.values()) == closing.value
    shown = [line for line in lines if line is lines[0] or (oldest and line.period.last >= oldest)]
    if not fits:
        shown = [msgspec.structs.replace(line, closing=None) for line in shown]
    return StatementList(shown, _more(periods[-1], length, oldest), fits)


def _usual(today: date, length: Length) -> date:
    """Return the first day of what is listed unless more is asked for."""
    if length == "month":
        half = today.replace(month=(today.month - 1) // _HALF * _HALF + 1, day=1)
        return half if today.month - half.month >= _SOON else _half_before(half)
    return date(today.year - (1 if length == "quarter" else _MOST_YEARS - 1), 1, 1)


def _half_before(first: date) -> date:
    return date(first.year, 1, 1) if first.month > _HALF else date(first.year - 1, _HALF + 1, 1)


def _periods(ground: Ground, length: Length, since: date) -> list[Period]:
    """Return the periods newest first, at most sixteen years of them and none before the account."""
    since = max(since, date(ground.today.year - _MOST_YEARS + 1, 1, 1), ground.first_day or since)
    periods = [period_of(length, ground.today)]
    while periods[-1].first > since:
        periods.append(period_before(periods[-1], length))
    return periods


def _sums(ctx: Context, ground: Ground, length: Length, begin: datetime, end: datetime) -> Sums:
    """Return (in, out) per period. Each calendar year is asked for by itself: of more not every row is counted."""
    found: defaultdict[Period, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for first, last in _years(ground, begin, end):
        where = TransactionFilter(account_id=(ground.account.id,), booked_from=first, booked_to=last)
        answer = payment_backend().summary_list(ctx, where, by="month", tz=str(ground.zone))
        for row in fitting(answer, ground):
            period = period_of(length, _month(row.key))
            into, out = found[period]
            found[period] = into + row.in_, out + row.out
    return dict(found)


def _years(ground: Ground, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    first, last = begin.astimezone(ground.zone).year, end.astimezone(ground.zone).year
    cuts = [midnight(date(year, 1, 1), ground.zone) for year in range(first + 1, last + 1)]
    edges = [begin, *(cut for cut in cuts if begin < cut < end), end]
    return list(pairwise(edges))


def _month(key: str | None) -> date:
    try:
        return datetime.strptime(key or "", "%Y-%m").replace(day=1).date()  # noqa: DTZ007 a month has no zone
    except ValueError as error:
        raise UpstreamFailed from error


def _oldest(ctx: Context, ground: Ground) -> date | None:
    """Return the reader's day of the account's first movement; None when there was none."""
    where = TransactionFilter(account_id=(ground.account.id,), sort="booked_at")
    rows = payment_backend().transaction_list(ctx, where, limit=1).data
    booked = rows[0].booked_at if rows else None
    return booked.astimezone(ground.zone).date() if booked else None


def _lines(ground: Ground, periods: list[Period], sums: Sums, closing: Money) -> list[PeriodSums]:
    """Go back from the last balance: what each period changed is what stands between it and the one before."""
    lines, value = [], closing.value
    for period in periods:
        into, out = sums.get(period, (0, 0))
        money = [Money(each, closing.currency) for each in (into, out, value)]
        is_open = period.ends(ground.zone) > ground.now
        lines.append(PeriodSums(period, money[0], money[1], money[2], is_open))
        value -= into - out
    return lines


def _more(oldest_shown: Period, length: Length, oldest: date | None) -> Period | None:
    """Return the span a reader may go back to next: half a year of months, a year of quarters."""
    if length == "year" or oldest is None or oldest >= oldest_shown.first:
        return None
    last = oldest_shown.first - timedelta(days=1)
    if length == "quarter":
        return period_of("year", last)
    return Period(last.replace(month=(last.month - 1) // _HALF * _HALF + 1, day=1), last)
