"""The page that asks what is wrong with a payment, in words."""

from __future__ import annotations

from typing import Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from selfcare.display import AmountText, Display
from transactions.domain import Transaction
from transactions.domain.promises import Due, PromiseTable
from transactions.presenters.names import counterpart

_REASONS: Final = {
    "unrecognised": gettext_noop("I did not make it"),
    "wrong_amount": gettext_noop("The amount is wrong"),
    "duplicate": gettext_noop("I paid twice"),
    "not_received": gettext_noop("I did not get what I paid for"),
}


class Choice(msgspec.Struct, frozen=True):
    """One thing that can be wrong, as a radio."""

    value: str
    title: str
    hint: str = ""
    end: str = ""


class DisputeView(msgspec.Struct, frozen=True):
    """The form's words. ``about`` says which payment, ``symbol`` in what the right amount is written.

    ``steps`` are what happens then, each with the time within which it is promised, or "".
    """

    amount: AmountText
    about: str
    symbol: str
    reasons: list[Choice]
    steps: list[tuple[str, str]]


def dispute_view(transaction: Transaction, *, display: Display, promises: PromiseTable) -> DisputeView:
    """Return what the page says of this transaction."""
    who = counterpart(transaction)
    day, time = display.day_of(transaction.created_at), display.time(transaction.created_at)
    told = {"name": who, "day": display.date_month(day), "time": time}
    about = _("to %(name)s, %(day)s, %(time)s.")
    return DisputeView(
        amount=display.money(transaction.amount),
        about=about % told,
        symbol=display.currency_symbol(transaction.amount.currency),
        reasons=_reasons(who, has_merchant=transaction.merchant is not None),
        steps=_steps(who, promises, has_merchant=transaction.merchant is not None),
    )


def _reasons(who: str, *, has_merchant: bool) -> list[Choice]:
    ours = _("We look into it ourselves, and do not ask %(name)s first") % {"name": who}
    hints = {"unrecognised": ours if has_merchant else ""}
    return [Choice(value, _(title), hints.get(value, "")) for value, title in _REASONS.items()]


def _steps(who: str, promises: PromiseTable, *, has_merchant: bool) -> list[tuple[str, str]]:
    first = _("%(name)s answers") % {"name": who}
    theirs = [(first, _within(promises["dispute.answer"]))] if has_merchant else []
    ours = _("You accept, or we look at it") if has_merchant else _("We look at it")
    return [*theirs, (ours, _within(promises["dispute.decide"])), (_("You get our decision in writing"), "")]


def _within(due: Due) -> str:
    """Return the time within which something is promised, in words."""
    texts = {
        "m": ngettext("within %(num)d minute", "within %(num)d minutes", due.count),
        "h": ngettext("within %(num)d hour", "within %(num)d hours", due.count),
        "d": ngettext("within %(num)d day", "within %(num)d days", due.count),
        "wd": ngettext("within %(num)d working day", "within %(num)d working days", due.count),
    }
    return texts[due.unit] % {"num": due.count}
