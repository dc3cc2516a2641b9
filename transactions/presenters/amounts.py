"""Which amount of a transaction is shown, and with which sign."""

from __future__ import annotations

from selfcare.display import Sign
from selfcare.domain.money import Money
from transactions.domain import Transaction
from transactions.status import SIGNED, STRUCK, Status


def balance_amount(transaction: Transaction) -> Money:
    """Return what the balance gains or loses: only outgoing money takes its fee from there too."""
    return charged_amount(transaction) if transaction.direction == "out" else transaction.amount


def charged_amount(transaction: Transaction) -> Money:
    """Return the amount and its fee, which the contract holds apart."""
    fee = transaction.fee
    return transaction.amount + fee if fee and fee.currency == transaction.amount.currency else transaction.amount


def transaction_sign(transaction: Transaction, status: Status) -> Sign | None:
    """Return the sign an amount carries: only money that counts in the balance has one."""
    if status.amount == STRUCK:
        return "off"
    if status.amount == SIGNED:
        return "in" if transaction.direction == "in" else "out"
    return None
