"""The form of an order like an earlier one: whom it is like, when that was, and what can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from selfcare.display import Display
from selfcare.domain.money import Money
from transactions.domain import Account, Instrument, Kind, Transaction
from transactions.presenters.detail import grouped
from transactions.presenters.movements import account_text
from transactions.presenters.names import counterpart

Options = list[tuple[str, str]]


class Again(msgspec.Struct, frozen=True):
    """What stands around the filled-in form, and the labels of its fields; "" where a field is not shown."""

    title: str
    lede: str
    rows: list[tuple[str, str, str]]
    foot: str
    message_label: str
    account_label: str
    side_label: str
    accounts: Options
    sides: Options


def again_view(
    like: Transaction,
    account: Account,
    *,
    accounts: Sequence[Account],
    instruments: Sequence[Instrument],
    another: str,
    checked_at: datetime | None,
    display: Display,
) -> Again:
    """Return the words for an order like this transaction, and what it can be made of.

    ``accounts`` are those in its currency, ``account`` the one it is filled in with; ``checked_at`` is when whom it
    goes to, or comes from, was last seen to be there.
    """
    kind, name = _kind(like), counterpart(like)
    pays_known = kind == "payment" and checked_at is not None
    shows_accounts = kind == "payment" or len(accounts) > 1
    return Again(
        title=_titles()[kind] % {"name": name},
        lede=_ledes()[kind] % {"date": display.date_month(display.day_of(like.created_at))},
        rows=_rows(like, account, shows_accounts=shows_accounts, checked_at=checked_at, display=display),
        foot=_foots()[kind] % {"number": grouped(like.references.provider or like.id)},
        message_label=_("Message to %(name)s") % {"name": name} if kind == "payment" else "",
        account_label=_account_label(kind) if shows_accounts else "",
        side_label="" if pays_known else _side_labels()[kind],
        accounts=[(each.id, _account_option(each, display)) for each in accounts],
        sides=[
            *((each.id, each.label) for each in instruments),
            *([(another, _("Another bank account"))] if another else []),
        ],
    )


def amount_grouped(money: Money, display: Display) -> str:
    """Return an amount as it stands filled in: grouped, with its decimals, without a symbol."""
    parts = display.money(money)
    return parts.whole + parts.decimals


def _kind(like: Transaction) -> Kind:
    return like.type  # type: ignore[return-value]  # only these three are repeated


def _titles() -> dict[Kind, str]:
    return {
        "payment": _("Pay %(name)s again"),
        "deposit": _("Deposit from %(name)s again"),
        "withdrawal": _("Withdraw to %(name)s again"),
    }


def _ledes() -> dict[Kind, str]:
    return {
        "payment": _(
            "Filled in from your payment on %(date)s. Change what you need. Nothing is paid before the next page."
        ),
        "deposit": _(
            "Filled in from your deposit on %(date)s. Change what you need. Nothing moves before the next page."
        ),
        "withdrawal": _(
            "Filled in from your withdrawal on %(date)s. Change what you need. Nothing moves before the next page."
        ),
    }


def _foots() -> dict[Kind, str]:
    return {
        "payment": _("A copy of payment %(number)s"),
        "deposit": _("A copy of deposit %(number)s"),
        "withdrawal": _("A copy of withdrawal %(number)s"),
    }


def _side_labels() -> dict[Kind, str]:
    return {"payment": _("Pay to"), "deposit": _("Deposit from"), "withdrawal": _("Withdraw to")}


def _account_label(kind: Kind) -> str:
    return {"payment": _("Pay with"), "deposit": _("Deposit to"), "withdrawal": _("Withdraw from")}[kind]


def _account_option(account: Account, display: Display) -> str:
    available = display.money_text(account.balance.available)
    return _("%(account)s, %(amount)s") % {"account": account_text(account), "amount": available}


def _rows(
    like: Transaction, account: Account, *, shows_accounts: bool, checked_at: datetime | None, display: Display
) -> list[tuple[str, str, str]]:
    into = like.direction == "in"
    checked = _("The same as before, checked today %(time)s") % {"time": display.time(checked_at)} if checked_at else ""
    own = [] if shows_accounts else [(_("To") if into else _("From"), account_text(account), "")]
    last = {"payment": _("Last paid"), "deposit": _("Last deposited"), "withdrawal": _("Last withdrawn")}[_kind(like)]
    when = _("%(date)s, %(time)s") % {
        "date": display.date_long(display.day_of(like.created_at)),
        "time": display.time(like.created_at),
    }
    other = like.from_.label if into else like.to.label
    whom = [(_("From") if into else _("To"), other or counterpart(like), checked)]
    return [*whom, *own, (last, display.money_text(like.amount), when)]
