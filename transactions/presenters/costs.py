"""What a transaction costs, as a sum with a total; and what is left of it when the money came back."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import msgspec
from django.utils.translation import gettext

from selfcare.display import AmountText, Display
from selfcare.domain.money import Money
from transactions.domain import Transaction
from transactions.presenters.amounts import bank_charge, before_fee
from transactions.presenters.words import currency_name
from transactions.status import is_open


class Line(msgspec.Struct, frozen=True):
    """One line of a sum: an amount, or plain ``figures`` such as an exchange rate."""

    label: str
    amount: AmountText | None = None
    figures: str = ""


class Costs(msgspec.Struct, frozen=True):
    title: str
    lines: list[Line]
    total: Line


def transaction_costs(transaction: Transaction, *, display: Display) -> Costs | None:
    """Return the sum; None where no money moved and none will."""
    if transaction.status in {"failed", "declined", "cancelled", "expired"}:
        return None
    back = money_back(transaction)
    if back:
        return _came_back(transaction, back, display)
    if transaction.cancellation and transaction.cancellation.state == "asked":
        return _reserved(transaction, display)
    title = gettext("What it costs") if is_open(transaction) else gettext("What it cost")
    return Costs(title, _lines(transaction, display), _total(transaction, display))


def _reserved(transaction: Transaction, display: Display) -> Costs:
    """Return what is held until the bank has decided, and freed if it stops the transaction."""
    amount, original = before_fee(transaction), transaction.original_amount
    what = transaction.description or gettext("Amount")
    told = {"what": what, "amount": display.money_text(original)} if original else {}
    label = gettext("%(what)s, %(amount)s") % told if original else what
    fee = transaction.fee or Money(0, amount.currency)
    lines = [Line(label, display.money(amount))]
    if fee.value:
        lines.append(Line(gettext("Our fee, not charged if it is cancelled"), display.money(fee)))
    total = Line(gettext("Released if the bank says yes"), display.money(transaction.amount))
    return Costs(gettext("What is reserved"), lines, total)


def money_back(transaction: Transaction) -> Money | None:
    """Return how much of a succeeded transaction went the other way again; None if nothing did."""
    if transaction.status == "reversed":
        return transaction.amount
    refund = transaction.refund
    return refund.refunded if refund and refund.refunded.value and refund.state in {"partial", "full"} else None


def _came_back(transaction: Transaction, back: Money, display: Display) -> Costs:
    out = transaction.direction == "out"
    returned = transaction.status == "reversed"
    lines = [
        Line(_made_label(transaction), display.money(transaction.amount, "out" if out else "in")),
        Line(gettext("Returned") if returned else gettext("Refunded"), display.money(back, "in" if out else "out")),
    ]
    left = (back - transaction.amount) if out else (transaction.amount - back)
    return Costs(gettext("What it cost"), lines, Line(gettext("In the end"), display.money(left, "net")))


def _made_label(transaction: Transaction) -> str:
    match transaction.type:
        case "payment":
            return gettext("You paid")
        case "withdrawal":
            return gettext("Sent")
        case _:
            return gettext("Received")


def _lines(transaction: Transaction, display: Display) -> list[Line]:
    amount, original = before_fee(transaction), transaction.original_amount
    what = transaction.description or gettext("Amount")
    lines = [Line(what, display.money(original or amount))]
    if original:
        rate = _rate(transaction.fx_rate, display)
        lines += [Line(gettext("Exchange rate"), figures=rate)] if rate else []
        label = gettext("In %(currency)s") % {"currency": currency_name(amount.currency)}
        lines.append(Line(label, display.money(amount)))
    fee = transaction.fee or Money(0, amount.currency)
    return [*lines, Line(gettext("Our fee"), display.money(fee))]


def _total(transaction: Transaction, display: Display) -> Line:
    if transaction.type == "deposit":
        return Line(gettext("Your bank is charged"), display.money(bank_charge(transaction)))
    if transaction.direction == "in":
        label = gettext("Comes to your balance") if is_open(transaction) else gettext("Came to your balance")
    else:
        label = gettext("You pay") if is_open(transaction) else gettext("You paid")
    return Line(label, display.money(transaction.amount))


def _rate(text: str | None, display: Display) -> str | None:
    """A rate is a decimal string; anything else the service sends is not shown."""
    try:
        rate = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return display.rate(rate) if rate is not None and rate.is_finite() and abs(rate.adjusted()) < 12 else None  # noqa: PLR2004 (digits)
