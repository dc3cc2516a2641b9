"""What the public check page says: the facts of a genuine paper without anybody's name, or why it is none of ours."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop, ngettext

from selfcare.display import AmountText, Display
from transactions.domain.signing import PaperKind
from transactions.models import SignedDecision, SignedReceipt, SignedStatement
from transactions.presenters.receipts import since_text
from transactions.presenters.statement_words import span_text
from transactions.presenters.words import currency_name

_BEGINNINGS: Final[dict[str, PaperKind]] = {"R-": "Receipt", "S-": "Statement", "D-": "Decision"}
_OUTCOMES: Final = {
    "won": gettext_noop("In the customer’s favour"),
    "part": gettext_noop("Partly in the customer’s favour"),
    "lost": gettext_noop("Not in the customer’s favour"),
}


class Fact(msgspec.Struct, frozen=True):
    """A row to compare with the paper; ``note`` says why a name is short."""

    term: str
    text: str
    note: str = ""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A genuine paper. ``sums`` add up to the last of them."""

    kind: PaperKind
    number: str
    amount: AmountText
    facts: tuple[Fact, ...]
    sums: tuple[tuple[str, AmountText], ...] = ()
    checked: str


class Refused(msgspec.Struct, frozen=True):
    """None of ours: by ``number`` and ``word`` as they were typed, or, when both are "", the file. ``kind`` is what
    the number would be of."""

    kind: PaperKind
    number: str
    word: str
    checked: str
    tries: str


def checked_view(
    found: SignedReceipt | SignedStatement | SignedDecision, *, display: Display, now: datetime
) -> Checked:
    """Return the facts to compare with the paper, without anybody's name."""
    checked = display.datetime_long(now)
    if isinstance(found, SignedStatement):
        return _statement(found, checked, display)
    if isinstance(found, SignedDecision):
        return _decision(found, checked, display)
    return _receipt(found, checked, display)


def _receipt(found: SignedReceipt, checked: str, display: Display) -> Checked:
    facts = (
        _name(gettext("Paid to"), found.payee),
        _name(gettext("Paid by"), found.payer),
        Fact(gettext("When"), _moment(found.paid_at, display)),
        Fact(gettext("Since then"), since_text(found.back, display)),
    )
    amount = display.money(found.money)
    return Checked(kind="Receipt", number=found.number, amount=amount, facts=facts, checked=checked)


def _statement(found: SignedStatement, checked: str, display: Display) -> Checked:
    came_in = ngettext("Money in, %(count)s transaction", "Money in, %(count)s transactions", found.count_in)
    went_out = ngettext("Money out, %(count)s transaction", "Money out, %(count)s transactions", found.count_out)
    closing = display.money(found.money(found.closing))
    sums = (
        (gettext("Opening balance"), display.money(found.money(found.opening))),
        (came_in % {"count": display.number(found.count_in)}, display.money(found.money(found.came_in), "net")),
        (went_out % {"count": display.number(found.count_out)}, display.money(found.money(-found.went_out), "net")),
        (gettext("Closing balance"), closing),
    )
    facts = (
        Fact(gettext("Period"), span_text(found.first_day, found.last_day, display)),
        _name(gettext("Holder"), found.holder),
        Fact(gettext("Account"), gettext("Account in %(currency)s") % {"currency": currency_name(found.currency)}),
    )
    return Checked(kind="Statement", number=found.number, amount=closing, facts=facts, sums=sums, checked=checked)


def _decision(found: SignedDecision, checked: str, display: Display) -> Checked:
    back = found.money(found.returned)
    facts = (
        Fact(gettext("Case number"), found.case_number),
        _name(gettext("Asked by"), found.holder),
        Fact(gettext("Asked"), _moment(found.asked_at, display)),
        Fact(gettext("Decision"), gettext(_OUTCOMES[found.outcome])),
        Fact(gettext("Came back"), display.money_text(back) if back.value else gettext("Nothing")),
        Fact(gettext("Decided"), _moment(found.decided_at, display)),
    )
    amount = display.money(found.money(found.amount))
    return Checked(kind="Decision", number=found.number, amount=amount, facts=facts, checked=checked)


def refused_view(number: str, word: str, *, left: int, until: datetime, display: Display, now: datetime) -> Refused:
    """Return what was tried, and how often it may be tried again; ``until`` is when all tries are back."""
    end = display.time(until)
    tries = (
        ngettext("%(num)s more try before %(time)s.", "%(num)s more tries before %(time)s.", left)
        if left
        else gettext("No more tries before %(time)s.")
    )
    kind = _BEGINNINGS.get(number[:2], "Receipt")
    return Refused(kind, number, word, display.datetime_long(now), tries % {"num": left, "time": end})


def _name(term: str, name: str) -> Fact:
    return Fact(term, name, gettext("We do not show the name") if "\u2022\u2022\u2022" in name else "")


def _moment(moment: datetime, display: Display) -> str:
    day = display.date_long(display.day_of(moment))
    return gettext("%(date)s, %(time)s") % {"date": day, "time": display.time(moment)}
