"""A saved view: a name for filters of the list, with days that stay or move with time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import msgspec

LONGEST_SPAN: Final = 400
_LAST_DAYS: Final = "last_days"
_RUNNING: Final = ("this_week", "this_month", "this_year")
SPANS: Final = ("today", "this_week", "last_week", "this_month", "last_month", "this_year", "last_year")


class ViewFilter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a view narrows the list to, in the page's own words.

    Amounts are minor units of ``currency``. Days are the customer's own, both included; ``span`` moves with time and
    takes their place: one of `SPANS`, or ``last_days:30`` for so many days up to today.
    """

    q: str = ""
    type: str = ""
    status: str = ""
    merchant: str = ""
    currency: str = ""
    tag: str = ""
    min: int | None = None
    max: int | None = None
    first: date | None = None
    last: date | None = None
    span: str = ""


class View(msgspec.Struct, frozen=True):
    """``opens_first`` says that the list without filters shows this view; at most one of a customer's does."""

    id: str
    name: str
    filter: ViewFilter
    opens_first: bool = False


def span_of(first: date | None, last: date | None, today: date) -> str:
    """Return the span that these days are today, "" when they are none that moves."""
    if first is None:
        return ""
    exact = [span for span in SPANS if span_days(span, today) == (first, last)]
    if exact or last not in (None, today):
        return exact[0] if exact else ""
    begun = [span for span in _RUNNING if span_days(span, today)[0] == first]  # up to today, or on without an end
    days = (today - first).days + 1
    last_days = [f"{_LAST_DAYS}:{days}"] if last == today and 1 < days <= LONGEST_SPAN else []
    return next(iter([*begun, *last_days]), "")


def span_days(span: str, today: date) -> tuple[date, date]:
    """Return the first and the last day that a span is today."""
    if span.startswith(_LAST_DAYS):
        return today - timedelta(days=int(span.partition(":")[2]) - 1), today
    monday, month, year = today - timedelta(days=today.weekday()), today.replace(day=1), date(today.year, 1, 1)
    ends = {
        "today": (today, today),
        "this_week": (monday, monday + timedelta(days=6)),
        "last_week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this_month": (month, _next_month(month) - timedelta(days=1)),
        "last_month": ((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        "this_year": (year, date(today.year, 12, 31)),
        "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    return ends[span]


def view_days(wanted: ViewFilter, today: date) -> tuple[date | None, date | None]:
    """Return the days of a view as they are today."""
    return span_days(wanted.span, today) if wanted.span else (wanted.first, wanted.last)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
