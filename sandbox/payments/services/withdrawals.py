"""A customer takes money out: order, step-up, limits, money reserved, the bank's transfer."""

from __future__ import annotations

from typing import Any

from sandbox.actions import Action
from sandbox.payments.domain.limits import bounds_check, funds_check, limits_check
from sandbox.payments.domain.orders import WithdrawalOrder
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.step_up import StepUp, step_up_check, step_up_required
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services.changes import Cause, transaction_record
from sandbox.payments.services.holdings import account_find, instrument_columns, instrument_find
from sandbox.payments.services.transfers import order_transaction, transfer_begin


def withdrawal_create(
    *, customer_id: str, order: WithdrawalOrder, proof: StepUp | None, operation_id: str
) -> Transaction:
    """Make the withdrawal of this operation, or find the one an interrupted run made, and have the bank pay it out.

    The money is reserved with the row itself and freed by every end but success. A step-up makes one withdrawal; the
    operation it made goes on without another. Returns the transaction as the bank's first answer left it. Raises
    Refused: ``not_found``, ``account_restricted``, ``currency_not_supported``, ``instrument_not_usable``,
    ``validation_failed``, ``step_up_required``, ``limit_exceeded``, ``insufficient_funds``, ``upstream_unavailable``.
    """
    tx = plugs.store().transaction_of_operation(operation_id)
    if tx is None:
        tx = _record(customer_id, order, proof, operation_id)
    return transfer_begin(tx=tx) if tx.status == "created" else tx


def _record(customer_id: str, order: WithdrawalOrder, proof: StepUp | None, operation_id: str) -> Transaction:
    store, amount = plugs.store(), order.amount
    with store.atomic():
        account = account_find(
            customer_id=customer_id, account_id=order.account_id, currency=amount.currency, kind="withdrawal"
        )
        instrument = instrument_find(customer_id=customer_id, instrument_id=order.instrument_id, kind="withdrawal")
        bounds_check("withdrawal", amount.value, amount.currency)
        action = Action(kind="withdrawal", amount=amount, to=instrument.label)
        confirmed = step_up_check(proof, action, plugs.now())
        limits_check(amount.value, store.limit_list(customer_id, "withdrawal", account.currency, plugs.now()))
        funds_check(amount.value, account.available, account.currency)
        tx = _transaction(order, operation_id, account, instrument)
        if not store.step_up_use(confirmed.id, transaction_id=tx.id, at=tx.created_at):
            raise step_up_required()
        return transaction_record(tx=tx, cause=Cause(actor="customer", code="created", at=tx.created_at))


def _transaction(order: WithdrawalOrder, operation_id: str, account: Any, instrument: Any) -> Transaction:
    return order_transaction(
        order,
        account=account,
        at=plugs.now(),
        operation_id=operation_id,
        type="withdrawal",
        direction="out",
        from_kind="account",
        from_label=account.name,
        to_kind="instrument",
        to_label=instrument.label,
        to_detail=instrument.holder,
        **instrument_columns(instrument),
    )
