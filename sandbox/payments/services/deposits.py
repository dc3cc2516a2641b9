"""A customer brings money in: order, checks, limits, the bank's approval, expiry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sandbox.payments.domain.errors import invalid
from sandbox.payments.domain.limits import bounds_check, limits_check
from sandbox.payments.domain.orders import DepositOrder
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services.changes import Cause, transaction_change, transaction_record
from sandbox.payments.services.holdings import account_find, fee_of, instrument_columns, instrument_find
from sandbox.payments.services.transfers import order_transaction, transfer_begin

APPROVAL: Final = timedelta(minutes=15)


def deposit_create(*, customer_id: str, order: DepositOrder, operation_id: str) -> Transaction:
    """Make the deposit of this operation, or find the one an interrupted run made, and start it at the bank.

    Returns the transaction as the bank's first answer left it. Raises Refused: ``not_found`` for an account or
    instrument that is not this customer's, ``account_restricted``, ``currency_not_supported``,
    ``instrument_not_usable``, ``validation_failed``, ``limit_exceeded``.
    """
    tx = plugs.store().transaction_of_operation(operation_id)
    if tx is None:
        tx = _record(customer_id, order, operation_id)
    return transfer_begin(tx=tx) if tx.status == "created" else tx


def deposit_sweep(*, count: int = 100) -> int:
    """Expire deposits nobody approved in time; return how many."""
    return sum(_expire(id_) for id_ in plugs.store().transaction_expiring(plugs.now(), count=count))


def _record(customer_id: str, order: DepositOrder, operation_id: str) -> Transaction:
    store, amount = plugs.store(), order.amount
    with store.atomic():
        account = account_find(
            customer_id=customer_id, account_id=order.account_id, currency=amount.currency, kind="deposit"
        )
        paid = _paid_with(order, _instrument(customer_id, order)) | _at_merchant(_merchant(order))
        bounds_check("deposit", amount.value, amount.currency)
        limits_check(amount.value, store.limit_list(customer_id, "deposit", account.currency, plugs.now()))
        tx = _transaction(order, operation_id, account, **paid)
        return transaction_record(tx=tx, cause=Cause(actor="customer", code="created", at=tx.created_at))


def _instrument(customer_id: str, order: DepositOrder) -> Any | None:
    if order.instrument_id is None:
        return None
    return instrument_find(customer_id=customer_id, instrument_id=order.instrument_id, kind="deposit")


def _merchant(order: DepositOrder) -> Any | None:
    if order.merchant_id is None:
        return None
    merchant = plugs.store().merchant_get(order.merchant_id)
    if merchant is None:
        raise invalid("/merchant_id", "unknown", "There is no such merchant.")
    return merchant


def _transaction(order: DepositOrder, operation_id: str, account: Any, **paid: Any) -> Transaction:
    now = plugs.now()
    return order_transaction(
        order,
        account=account,
        at=now,
        operation_id=operation_id,
        type="deposit",
        direction="in",
        from_kind="instrument",
        to_kind="account",
        to_label=account.name,
        expires_at=now + APPROVAL,
        return_url=order.return_url,
        **paid,
    )


def _at_merchant(merchant: Any | None) -> dict[str, Any]:
    if merchant is None:
        return {}
    return {"merchant_id": merchant.id, "merchant_name": merchant.name, "merchant_site": merchant.site}


def _paid_with(order: DepositOrder, instrument: Any | None) -> dict[str, Any]:
    if instrument is None:
        return {"from_label": "Bank account", "instrument_kind": "bank_account", "instrument_label": "Bank account"}
    fee = fee_of(kind="deposit", instrument=instrument, currency=order.amount.currency)
    return {"from_label": instrument.label, "fee": fee} | instrument_columns(instrument)


def _expire(transaction_id: str) -> bool:
    store = plugs.store()
    with store.atomic():
        tx = store.transaction_lock(transaction_id)
        now = plugs.now()
        if tx is None or tx.status != "requires_action" or tx.expires_at is None or tx.expires_at > now:
            return False
        cause = Cause(actor="system", code="expired", at=now)
        transaction_change(before=tx, cause=cause, status="expired", status_reason="not_approved_in_time")
    return True
