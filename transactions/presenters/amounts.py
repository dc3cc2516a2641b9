"""Which amount of a transaction is shown, and with which sign."""

from __future__ import annotations

from selfcare.display import Sign
from selfcare.domain.money import Money
from transactions.domain import Transaction
from transactions.status import SIGNED, STRUCK, Status


def before_fee(transaction: Transaction) -> Money:
    """Return the amount without the fee, which an outgoing amount holds: it is what left the balance."""
    return transaction.amount - _fee(transaction) if transaction.direction == "out" else transaction.amount


def bank_charge(transaction: Transaction) -> Money:
    """Return what a deposit costs at the bank: the amount that arrives, and the fee on top."""
    return transaction.amount + _fee(transaction)


def _fee(transaction: Transaction) -> Money:
    none = Money(0, transaction.amount.currency)
    fee = transaction.fee or none
    return fee if fee.currency == none.currency else none


def transaction_sign(transaction: Transaction, status: Status) -> Sign | None:
    """Return the sign an amount carries: only money that counts in the balance has one."""
    if status.amount == STRUCK:
        return "off"
    if status.amount == SIGNED:
        return "in" if transaction.direction == "in" else "out"
    return None
