"""A statement as a page, a document and a print show it. It may be in another language than the pages around it, so
every word of it is made here, in the display's own language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec
from django.utils import translation
from django.utils.translation import gettext, ngettext

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import Statement, Transaction
from transactions.presenters.names import transaction_title
from transactions.presenters.statement_words import day_text, span_text, title_text
from transactions.presenters.words import currency_name


class SumLine(msgspec.Struct, frozen=True):
    """A line of the sum before the movements; the closing balance is ``is_total``."""

    term: str
    amount: AmountText
    is_total: bool = False


class MovementLine(msgspec.Struct, frozen=True):
    day: str
    iso: str
    who: str
    note: str
    amount: AmountText | str


class StatementView(msgspec.Struct, frozen=True):
    """``language`` is that of all its words. ``shown`` says which movements stand here where it is not all of them."""

    language: str
    title: str
    heading: str
    line: str
    sums: list[SumLine]
    caption: str
    columns: tuple[str, str, str]
    rows: list[MovementLine]
    nothing: str
    shown: str = ""


def statement_view(
    statement: Statement, rows: Iterable[Transaction], *, owner: str, display: Display, is_whole: bool = True,
    is_plain: bool = False,
) -> StatementView:  # fmt: skip
    """Return the statement with these movements, in ``display``'s language.

    ``is_plain`` writes their amounts without markup, which halves what a long document takes.
    """
    with translation.override(display.language):
        lines = [_movement(row, statement, display, is_plain=is_plain) for row in rows]
        return StatementView(
            language=display.language,
            title=statement_title(statement, display),
            heading=gettext("Statement"),
            line=_line(statement, owner, display),
            sums=sum_lines(statement, display),
            caption=gettext("Transactions"),
            columns=(gettext("Date"), gettext("Who"), gettext("Amount")),
            rows=lines,
            nothing="" if lines else gettext("Nothing was booked in this time."),
            shown="" if is_whole else _shown(len(lines), statement, display),
        )


def statement_title(statement: Statement, display: Display) -> str:
    """Return "Statement November 2026", what windows, documents and files are called."""
    with translation.override(display.language):
        return gettext("Statement %(period)s") % {"period": title_text(statement.period, display)}


def sum_lines(statement: Statement, display: Display) -> list[SumLine]:
    """Return opening balance, money in and out, closing balance; and what is available where some is reserved."""
    currency, totals = statement.opening.currency, statement.totals
    came_in = ngettext("Money in, %(count)s transaction", "Money in, %(count)s transactions", totals.count_in)
    went_out = ngettext("Money out, %(count)s transaction", "Money out, %(count)s transactions", totals.count_out)
    lines = [
        SumLine(_balance_term(_first_day(statement, display), statement, display), display.money(statement.opening)),
        SumLine(_counted(came_in, totals.count_in, display), display.money(Money(totals.in_, currency), "net")),
        SumLine(_counted(went_out, totals.count_out, display), display.money(Money(-totals.out, currency), "net")),
        SumLine(_closing_term(statement, display), display.money(statement.closing), is_total=True),
    ]
    if statement.available != statement.closing:
        lines.append(SumLine(gettext("Available, the rest is reserved"), display.money(statement.available)))
    return lines


def _counted(sentence: str, count: int, display: Display) -> str:
    return sentence % {"count": display.number(count)}


def _first_day(statement: Statement, display: Display) -> date:
    return display.day_of(statement.begin)


def _last_day(statement: Statement, display: Display) -> date:
    return display.day_of(statement.end - timedelta(microseconds=1))


def _balance_term(day: date, statement: Statement, display: Display) -> str:
    with_year = statement.period.first.year != statement.period.last.year or statement.period.length is None
    return gettext("Balance %(day)s") % {"day": day_text(day, display, with_year=with_year)}


def _closing_term(statement: Statement, display: Display) -> str:
    term = _balance_term(_last_day(statement, display), statement, display)
    if not statement.is_open:
        return term
    return gettext("%(balance)s, %(time)s") % {"balance": term, "time": display.time(statement.end)}


def _line(statement: Statement, owner: str, display: Display) -> str:
    span = span_text(_first_day(statement, display), _last_day(statement, display), display)
    account = gettext("Account in %(currency)s") % {"currency": currency_name(statement.account.currency)}
    return " · ".join(part for part in (span, owner, account) if part)


def _movement(row: Transaction, statement: Statement, display: Display, *, is_plain: bool) -> MovementLine:
    day = display.day_of(row.booked_at or row.created_at)
    one_year = statement.period.first.year == statement.period.last.year
    title, note, currency = transaction_title(row), row.description or "", row.amount.currency
    amount = display.money(row.amount if row.direction == "in" else Money(-row.amount.value, currency), "net")
    return MovementLine(
        day=display.date_short(day) if one_year else display.date_year(day),
        iso=day.isoformat(),
        who=title,
        note="" if note == title else note,
        amount=amount.text if is_plain else amount,
    )


def _shown(count: int, statement: Statement, display: Display) -> str:
    return gettext("%(count)s of %(total)s transactions are on this page.") % {
        "count": display.number(count),
        "total": display.number(statement.totals.count),
    }
