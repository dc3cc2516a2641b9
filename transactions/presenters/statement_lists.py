"""The page of statements: its tabs, its years with their periods, and the way further back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from urllib.parse import urlencode

import msgspec
from django.urls import reverse
from django.utils.translation import gettext

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import Account, Length, Period, PeriodSums
from transactions.presenters.statement_words import months_text, period_row
from transactions.presenters.words import currency_name


class Tab(msgspec.Struct, frozen=True):
    label: str
    href: str
    is_here: bool


class PeriodLine(msgspec.Struct, frozen=True):
    name: str
    sub: str
    href: str
    pdf: str
    came_in: AmountText
    went_out: AmountText
    closing: AmountText | None


class Year(msgspec.Struct, frozen=True):
    """The periods under one heading. ``tail`` says what of the year stands further back."""

    id: str
    heading: str
    lines: list[PeriodLine]
    tail: str = ""


def tabs_view(here: str, account_id: str) -> list[Tab]:
    """Return the lengths one can choose from; "" keeps the main account."""
    tabs = (
        ("statement_months", gettext("Month")),
        ("statement_quarters", gettext("Quarter")),
        ("statement_years", gettext("Year")),
        ("statement_period", gettext("Any period")),
    )
    return [Tab(label, address(name, account=account_id), name == here) for name, label in tabs]


def account_tabs(here: str, accounts: Iterable[Account], chosen: Account) -> list[Tab]:
    """Return the accounts, where there is a choice."""
    tabs = [Tab(account_label(each), address(here, account=each.id), each.id == chosen.id) for each in accounts]
    return tabs if len(tabs) > 1 else []


def account_label(account: Account) -> str:
    """Return "Balance in krona", as accounts are chosen by their currency."""
    return gettext("Balance in %(currency)s") % {"currency": currency_name(account.currency)}


def years_view(
    lines: list[PeriodSums], more: Period | None, length: Length, *, account_id: str, display: Display, until: str,
    has_pdf: bool,
) -> list[Year]:  # fmt: skip
    """Return the periods by year, newest first; years themselves stand under one heading. ``until`` is the time of
    what is told so far. The last year that is over is the one a tax office asks for: its PDF is signed."""
    years, notes = (
        [],
        {line.period: gettext("so far, to today %(time)s") % {"time": until} for line in lines if line.is_open},
    )
    over = next((line.period for line in lines if not line.is_open), None)
    if length == "year" and over and has_pdf:
        notes[over] = gettext("also for the tax office, signed")
    for year, group in groupby(lines, key=lambda line: 0 if length == "year" else line.period.first.year):
        shown = [_line(line, account_id, display, notes.get(line.period, "")) for line in group]
        heading = str(year) if year else gettext("All years")
        years.append(Year(f"y{year}", heading, shown, _tail(more, year, display)))
    return years


def more_text(more: Period, display: Display) -> str:
    """Return "Show January to June", with the year where it is another one."""
    if more.length == "year":
        return gettext("Show %(period)s") % {"period": more.first.year}
    months = months_text(more, display)
    if more.first.year == display.today().year:
        return gettext("Show %(period)s") % {"period": months}
    return gettext("Show %(months)s %(year)s") % {"months": months, "year": more.first.year}


def address(name: str, *parts: str, **asked: str) -> str:
    """Return the address of a page with what is asked of it; empty values are left out."""
    query = urlencode({key: value for key, value in asked.items() if value})
    path = reverse(name, args=parts)
    return f"{path}?{query}" if query else path


def _tail(more: Period | None, year: int, display: Display) -> str:
    if more is None or more.first.year != year:
        return ""
    return gettext("%(months)s below") % {"months": months_text(more, display)}


def _line(line: PeriodSums, account_id: str, display: Display, note: str) -> PeriodLine:
    return PeriodLine(
        name=period_row(line.period, display),
        sub=note,
        href=address("statement", line.period.name, account=account_id),
        pdf=address("statement_pdf", line.period.name, account=account_id),
        came_in=display.money(line.in_, "net"),
        went_out=display.money(Money(-line.out.value, line.out.currency), "net"),
        closing=display.money(line.closing) if line.closing else None,
    )
