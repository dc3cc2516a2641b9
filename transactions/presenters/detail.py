"""One transaction as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.utils.translation import gettext

from selfcare.display import AmountText, Display
from transactions.domain import Event, Party, Transaction
from transactions.presenters.amounts import transaction_sign
from transactions.presenters.costs import Costs, money_back, transaction_costs
from transactions.presenters.names import counterpart, transaction_title
from transactions.presenters.notices import Notice, transaction_notice
from transactions.presenters.timeline import Step, duration_text, transaction_steps
from transactions.presenters.words import currency_name
from transactions.status import Status, is_open, status_of

_EAGER_SECONDS: Final = 30
_GROUP: Final = 4
_ACTIONS: Final = frozenset({"continue", "retry"})


class Who(msgspec.Struct, frozen=True):
    name: str
    sub: str = ""


class Reference(msgspec.Struct, frozen=True):
    """``shown`` is grouped for reading aloud, ``value`` is what is copied."""

    label: str
    shown: str
    value: str
    copy_label: str


class Hero(msgspec.Struct, frozen=True):
    """The head of the page. ``back`` is what came back of it, then ``note`` is when."""

    title: str
    page_title: str
    amount: AmountText
    status: Status
    status_text: str
    word: str | None
    note: str
    back: AmountText | None


class Detail(msgspec.Struct, frozen=True):
    """Everything the page says.

    ``poll`` is how many seconds until it looks again, None in a final state; ``if_so`` is what a deposit brings that
    the ``bank`` has not confirmed yet.
    """

    id: str
    hero: Hero
    notice: Notice | None
    steps: list[Step]
    duration: str
    checked: str
    costs: Costs | None
    if_so: AmountText | None
    bank: str
    from_: Who
    to: Who
    references: list[Reference]
    actions: tuple[str, ...]
    is_withdrawal: bool
    poll: int | None


def transaction_detail_view(
    transaction: Transaction, events: Sequence[Event], *, owner: str, display: Display, as_of: datetime, now: datetime
) -> Detail:
    """Return the page's words. ``owner`` is the customer's name, ``as_of`` when the service was asked."""
    status = status_of(transaction)
    return Detail(
        id=transaction.id,
        hero=_hero(transaction, status, events, display),
        notice=transaction_notice(transaction, status, display=display, now=now),
        steps=transaction_steps(transaction, events, status, display=display),
        duration=duration_text(transaction),
        checked=display.time_seconds(as_of),
        costs=transaction_costs(transaction, display=display),
        if_so=display.money(transaction.amount, "in") if _is_unconfirmed_deposit(transaction, status) else None,
        bank=counterpart(transaction),
        from_=_who(transaction.from_, owner),
        to=_who(transaction.to, owner),
        references=_references(transaction),
        actions=tuple(each.name for each in transaction.actions if each.name in _ACTIONS),
        is_withdrawal=transaction.type == "withdrawal",
        poll=_poll(transaction, now),
    )


def _is_unconfirmed_deposit(transaction: Transaction, status: Status) -> bool:
    return status.key == "confirming" and transaction.type == "deposit"


def _hero(transaction: Transaction, status: Status, events: Sequence[Event], display: Display) -> Hero:
    original = transaction.original_amount if _is_foreign_and_open(transaction) else None
    money, title = original or transaction.amount, transaction_title(transaction)
    back = money_back(transaction)
    return Hero(
        title=title,
        page_title=f"{title}, {display.money_text(money)}",
        amount=display.money(money, transaction_sign(transaction, status)),
        status=status,
        status_text=gettext("Refunded in full") if status.key == "refunded" else status.word,
        word=(transaction.raw_status or transaction.status) if status.key == "unknown" else None,
        note=_note(transaction, status, display, events),
        back=display.money(back, "in" if transaction.direction == "out" else "out") if back else None,
    )


def _is_foreign_and_open(transaction: Transaction) -> bool:
    return transaction.original_amount is not None and transaction.status in {"pending", "authorised"}


def _note(transaction: Transaction, status: Status, display: Display, events: Sequence[Event]) -> str:
    """Return the line beside the status: when, or what the amount means meanwhile."""
    if _is_foreign_and_open(transaction):
        words = {
            "currency": currency_name(transaction.amount.currency),
            "amount": display.money_text(transaction.amount),
        }
        if status.key == "cancel_asked":
            return gettext("In %(currency)s: %(amount)s, still reserved") % words
        return gettext("In %(currency)s: %(amount)s, reserved") % words
    if money_back(transaction):
        return _moment(display, _back_at(transaction, events))
    when = _moment(display, transaction.created_at)
    if status.key == "confirming":
        return gettext("Not in your balance, %(when)s") % {"when": when}
    return when


def _moment(display: Display, moment: datetime) -> str:
    parts = {"date": display.date_long(display.day_of(moment)), "time": display.time(moment)}
    return gettext("%(date)s, %(time)s") % parts


def _back_at(transaction: Transaction, events: Sequence[Event]) -> datetime:
    """When the money came back: the step that says so, else the last change we know."""
    told = [each.occurred_at for each in events if each.status == "reversed" or each.code in {"refunded", "returned"}]
    return told[-1] if told else transaction.updated_at


def _who(party: Party, owner: str) -> Who:
    """The customer's own side is named by the customer, with the account below it."""
    if party.kind != "account" or not owner:
        return Who(party.label, party.detail or "")
    return Who(owner, party.label if party.label != owner else party.detail or "")


def _references(transaction: Transaction) -> list[Reference]:
    refs = transaction.references
    number = refs.provider or transaction.id
    bank = (
        (gettext("On your bank statement"), refs.statement, gettext("Copy the text on your bank statement"))
        if transaction.type == "payment"
        else (gettext("Bank reference"), refs.statement, gettext("Copy bank reference"))
    )
    found = [
        (gettext("Payment number"), number, gettext("Copy payment number")),
        (gettext("Merchant order"), refs.merchant, gettext("Copy merchant order")),
        (gettext("Your reference"), refs.customer, gettext("Copy your reference")),
        bank,
    ]
    return [Reference(label, grouped(value), value, copy) for label, value, copy in found if value]


def grouped(number: str) -> str:
    """Return digits in fours, as they are read over the telephone; anything else as it is."""
    if not (number.isascii() and number.isdigit()):
        return number
    return " ".join(number[at : at + _GROUP] for at in range(0, len(number), _GROUP))


def _poll(transaction: Transaction, now: datetime) -> int | None:
    """Every 2 seconds while something is likely to happen now, then every 5."""
    if not is_open(transaction):
        return None
    return 2 if abs((now - transaction.updated_at).total_seconds()) < _EAGER_SECONDS else 5
