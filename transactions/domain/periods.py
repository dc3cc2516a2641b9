"""The time a statement is of: whole days of the customer's own zone, and what such a span is called in an address."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Literal

import msgspec

Length = Literal["month", "quarter", "year"]
FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(9998, 12, 31)
_MONTHS: Final[dict[Length, int]] = {"month": 1, "quarter": 3, "year": 12}
_DAY: Final = timedelta(days=1)
_NAMED: Final = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})|-Q(?P<quarter>[1-4]))?", re.ASCII)
_SPAN: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})--([0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII)


class Period(msgspec.Struct, frozen=True, order=True):
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def length(self) -> Length | None:
        """What calendar unit it is exactly; None for any other span."""
        lengths: tuple[Length, ...] = ("month", "quarter", "year")
        return next((length for length in lengths if period_of(length, self.first) == self), None)

    @property
    def name(self) -> str:
        """Return 2026-11, 2026-Q4, 2026, or an ISO 8601 interval as file names write it: 2026-05-01--2026-10-31."""
        length = self.length
        if length == "month":
            return f"{self.first:%Y-%m}"
        if length == "quarter":
            return f"{self.first:%Y}-Q{(self.first.month + 2) // 3}"
        return f"{self.first:%Y}" if length == "year" else f"{self.first}--{self.last}"

    def begins(self, zone: tzinfo) -> datetime:
        """Return the instant its first day begins in the zone, in UTC."""
        return midnight(self.first, zone)

    def ends(self, zone: tzinfo) -> datetime:
        """Return the instant the day after its last one begins: the next period's own beginning, in UTC."""
        return midnight(self.last + _DAY, zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of a day in the zone, in UTC, also where a change of clocks skips midnight."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def period_of(length: Length, day: date) -> Period:
    """Return the calendar month, quarter or year that the day is in."""
    months = _MONTHS[length]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return Period(first, _month_after(first, months) - _DAY)


def period_before(period: Period, length: Length) -> Period:
    """Return the calendar unit before one."""
    return period_of(length, period.first - _DAY)


def period_parse(name: str) -> Period:
    """Return the period a name stands for. Raises ValueError for any other text and for days out of bounds."""
    span = _SPAN.fullmatch(name)
    period = Period(date.fromisoformat(span[1]), date.fromisoformat(span[2])) if span else _named(name)
    if not FIRST_DAY <= period.first <= period.last <= LAST_DAY:
        raise ValueError("the last day is before the first, or beyond what calendars here hold")
    return period


def _named(name: str) -> Period:
    found = _NAMED.fullmatch(name)
    if found is None:
        raise ValueError("this names no period")
    year = int(found["year"])
    if found["month"]:
        return period_of("month", date(year, int(found["month"]), 1))
    if found["quarter"]:
        return period_of("quarter", date(year, int(found["quarter"]) * 3, 1))
    return period_of("year", date(year, 1, 1))


def _month_after(first: date, months: int) -> date:
    """Return the first of the month so many months on."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
