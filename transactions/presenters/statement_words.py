"""How spans of days are written: as the row of a list, in a heading, and where months stand for themselves."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from selfcare.display import Display
from selfcare.display.dates import first_upper, names
from transactions.domain import Period


def period_row(period: Period, display: Display) -> str:
    """Return "November", "October to December" or "2026": a row, under its year."""
    return str(period.first.year) if period.length == "year" else months_text(period, display)


def months_text(period: Period, display: Display) -> str:
    """Return "November" or "January to June", as at the head of a line."""
    month = names(display.language).month
    first, last = month[period.first.month], month[period.last.month]
    if first == last:
        return first_upper(first)
    return first_upper(gettext("%(first)s to %(last)s") % {"first": first, "last": last})


def span_text(first: date, last: date, display: Display) -> str:
    """Return "1 to 19 November 2026", "1 May to 31 October 2026", or both dates in full across years."""
    month = names(display.language).month
    if first == last:
        return day_text(first, display, with_year=True)
    if (first.year, first.month) == (last.year, last.month):
        parts = {"first": first.day, "last": last.day, "month": month[last.month], "year": last.year}
        return gettext("%(first)s to %(last)s %(month)s %(year)s") % parts
    begin = day_text(first, display, with_year=first.year != last.year)
    return gettext("%(first)s to %(last)s") % {"first": begin, "last": day_text(last, display, with_year=True)}


def title_text(period: Period, display: Display) -> str:
    """Return what a window or document is called: "November 2026", "October to December 2026", "2026", or the days."""
    if period.length is None:
        return span_text(period.first, period.last, display)
    if period.length == "year":
        return str(period.first.year)
    parts = {"months": months_text(period, display), "year": period.first.year}
    return gettext("%(months)s %(year)s") % parts


def day_text(day: date, display: Display, *, with_year: bool) -> str:
    """Return "1 November", or with its year."""
    written = display.date_month(day)
    return gettext("%(date)s %(year)s") % {"date": written, "year": day.year} if with_year else written
