"""The form of an order like an earlier one: whom it is like, and when that was."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext as _

from selfcare.display import Display
from transactions.domain import Transaction
from transactions.presenters.names import counterpart


class Again(msgspec.Struct, frozen=True):
    """What stands around the filled-in form."""

    title: str
    lede: str
    rows: list[tuple[str, str, str]]


def again_view(transaction: Transaction, *, display: Display) -> Again:
    """Return the words for an order like this transaction."""
    name, day = counterpart(transaction), display.day_of(transaction.created_at)
    titles = {
        "payment": _("Pay %(name)s again"),
        "deposit": _("Deposit from %(name)s again"),
        "withdrawal": _("Withdraw to %(name)s again"),
    }
    when = _("%(date)s, %(time)s") % {
        "date": display.date_long(day),
        "time": display.time(transaction.created_at),
    }
    return Again(
        title=titles[transaction.type] % {"name": name},
        lede=_("Filled in from %(date)s. Change what you need. Nothing moves before you have confirmed it.")
        % {"date": display.date_month(day)},
        rows=[
            (_("To") if transaction.direction == "out" else _("From"), name, ""),
            (_("Last time"), display.money_text(transaction.amount), when),
        ],
    )
