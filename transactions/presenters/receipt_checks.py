"""What the public check page says: the facts of a genuine receipt without anybody's name, or why it is none of ours."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext, ngettext

from selfcare.display import AmountText, Display
from transactions.models import SignedReceipt, SignedStatement
from transactions.presenters.receipts import since_text
from transactions.presenters.statement_words import span_text
from transactions.presenters.words import currency_name


class Checked(msgspec.Struct, frozen=True):
    """A genuine receipt. ``hides_payer`` and ``hides_payee`` say whose name is shortened."""

    number: str
    amount: AmountText
    payee: str
    hides_payee: bool
    payer: str
    hides_payer: bool
    when: str
    since: str
    checked: str


class CheckedStatement(msgspec.Struct, frozen=True):
    """A genuine statement. ``hides_holder`` says that the holder's name is shortened."""

    number: str
    closing: AmountText
    opening: AmountText
    movements: tuple[tuple[str, AmountText], ...]
    span: str
    account: str
    holder: str
    hides_holder: bool
    checked: str


class Refused(msgspec.Struct, frozen=True):
    """None of ours: by ``number`` and ``word`` as they were typed, or, when both are "", the file."""

    is_statement: bool
    number: str
    word: str
    checked: str
    tries: str


def checked_view(found: SignedReceipt, *, display: Display, now: datetime) -> Checked:
    """Return the facts to compare with the paper."""
    day = display.date_long(display.day_of(found.paid_at))
    return Checked(
        number=found.number,
        amount=display.money(found.money),
        payee=found.payee,
        hides_payee=_is_masked(found.payee),
        payer=found.payer,
        hides_payer=_is_masked(found.payer),
        when=gettext("%(date)s, %(time)s") % {"date": day, "time": display.time(found.paid_at)},
        since=since_text(found.back, display),
        checked=display.datetime_long(now),
    )


def checked_statement_view(found: SignedStatement, *, display: Display, now: datetime) -> CheckedStatement:
    """Return the facts to compare with the paper."""
    came_in = ngettext("Money in, %(count)s transaction", "Money in, %(count)s transactions", found.count_in)
    went_out = ngettext("Money out, %(count)s transaction", "Money out, %(count)s transactions", found.count_out)
    return CheckedStatement(
        number=found.number,
        closing=display.money(found.money(found.closing)),
        opening=display.money(found.money(found.opening)),
        movements=(
            (came_in % {"count": display.number(found.count_in)}, display.money(found.money(found.came_in), "net")),
            (went_out % {"count": display.number(found.count_out)}, display.money(found.money(-found.went_out), "net")),
        ),
        span=span_text(found.first_day, found.last_day, display),
        account=gettext("Account in %(currency)s") % {"currency": currency_name(found.currency)},
        holder=found.holder,
        hides_holder=_is_masked(found.holder),
        checked=display.datetime_long(now),
    )


def refused_view(number: str, word: str, *, left: int, until: datetime, display: Display, now: datetime) -> Refused:
    """Return what was tried, and how often it may be tried again; ``until`` is when all tries are back."""
    end = display.time(until)
    tries = (
        ngettext("%(num)s more try before %(time)s.", "%(num)s more tries before %(time)s.", left)
        if left
        else gettext("No more tries before %(time)s.")
    )
    is_statement = number.startswith("S-")
    return Refused(is_statement, number, word, display.datetime_long(now), tries % {"num": left, "time": end})


def _is_masked(name: str) -> bool:
    return "\u2022\u2022\u2022" in name
