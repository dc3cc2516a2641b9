"""Starting an order at the bank, and starting it again when a crash or the bank's absence kept it from being sent."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.orders import DepositOrder, PaymentOrder, WithdrawalOrder
from sandbox.payments.domain.ports import BankUnavailableError, TransferStarted, plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services.bank import first_answer_apply

log = logging.getLogger("sandbox.payments.transfers")

_ABANDONED: Final = timedelta(seconds=30)


def transfer_begin(*, tx: Transaction) -> Transaction:
    """Ask the bank to collect a deposit or pay a withdrawal out, and return the transaction as its answer left it.

    Safe to repeat: the transaction's id is the bank's reference. Raises Refused ``upstream_unavailable`` (503) when the
    bank cannot be reached; the transaction stays ``created``.
    """
    try:
        started = _started(tx)
    except BankUnavailableError:
        log.warning("bank unavailable for %s", tx.id)
        raise Refused("upstream_unavailable", "The bank cannot be reached. Repeat with the same key.") from None
    return first_answer_apply(reference=tx.id, started=started)


def transfer_sweep(*, count: int = 100) -> int:
    """Start again what a crash left unsent; return how many the bank took."""
    unsent = plugs.store().transaction_unsent(plugs.now() - _ABANDONED, count=count)
    return sum(_resume(tx) for tx in unsent)


def order_transaction(
    order: DepositOrder | WithdrawalOrder | PaymentOrder,
    *,
    account: Any,
    at: datetime,
    operation_id: str,
    **columns: Any,
) -> Transaction:
    """Return the transaction that a customer's order begins as; ``columns`` are what this kind of order adds."""
    return Transaction(
        id=plugs.new_id("tx"),
        customer_id=account.customer_id,
        status="created",
        amount=order.amount.value,
        currency=order.amount.currency,
        account_id=account.id,
        description=order.description,
        ref_customer=order.client_reference,
        ref_provider=payment_number(at.year),
        created_at=at,
        updated_at=at,
        operation_id=operation_id,
        **columns,
    )


def payment_number(year: int) -> str:
    """Return a new 12-digit payment number, the year's last two digits first: what a customer reads out to support."""
    return f"{year % 100:02d}{secrets.randbelow(10**10):010d}"


def _started(tx: Transaction) -> TransferStarted:
    collects = tx.direction == "in"
    direction: Literal["collect", "pay_out"] = "collect" if collects else "pay_out"
    return plugs.bank().transfer_start(
        reference=tx.id,
        direction=direction,
        amount=Money(tx.amount + tx.fee if collects else tx.amount - tx.fee, tx.currency),
        account_label=tx.instrument_label or "",
        instrument_id=tx.instrument_id or "",
        return_url=tx.return_url or "",
        description=tx.description or (tx.to_label if collects else tx.from_label),
    )


def _resume(tx: Transaction) -> bool:
    """Start one again; a bank that is away must not keep the others waiting."""
    try:
        transfer_begin(tx=tx)
    except Refused:
        return False
    return True
