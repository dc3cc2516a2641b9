"""A customer says that something is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.payments.domain.disputes import (
    Dispute,
    DisputeOrder,
    escalation_answered_by,
    first_turn,
    kind_of,
    order_check,
)
from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.domain.limits import ZONE
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction, can_dispute
from sandbox.payments.services.disputes.changes import (
    Event,
    dispute_change,
    dispute_record,
    message_write,
)
from sandbox.payments.services.holdings import instrument_columns
from sandbox.payments.services.messages import files_find


def dispute_open(
    *,
    customer_id: str,
    order: DisputeOrder,
    operation_id: str,
    transaction_id: str | None = None,
    refund_request_id: str | None = None,
) -> Dispute:
    """Open the dispute of this operation, or find the one an interrupted run opened.

    With a ``transaction_id`` it is about that transaction, at most one each. With a ``refund_request_id`` a refund
    request was late or refused: it goes to the operator at once. Raises Refused: ``not_found``, ``invalid_state``
    (409: disputed already, too old, nothing to give back), ``validation_failed``, ``currency_not_supported``.
    """
    store = plugs.store()
    with store.atomic():
        known = store.dispute_of_operation(operation_id)
        if known is not None:
            return known
        tx = _disputable(customer_id, transaction_id) if transaction_id else None
        order_check(order, tx, plugs.now().astimezone(ZONE).date())
        return _recorded(_dispute(customer_id, order, tx, operation_id, refund_request_id), order)


def _disputable(customer_id: str, transaction_id: str) -> Transaction:
    tx = plugs.store().transaction_lock(transaction_id)
    if tx is None or tx.customer_id != customer_id:
        raise Refused("not_found", "There is no such resource.")
    if not can_dispute(tx, plugs.now()):
        raise Refused("invalid_state", "This transaction cannot be disputed, or it is already.")
    return tx


def _recorded(dispute: Dispute, order: DisputeOrder) -> Dispute:
    files = files_find(dispute.customer_id, order.attachments)
    text = order.note or next((file.name for file in files), None)
    if text:
        dispute = message_write(dispute=dispute, sender="customer", name="", text=text, files=files)
    dispute = dispute_record(dispute=dispute, event=Event(actor="customer", code="opened"))
    if dispute.refund_request_id:
        details = {"refund_request_id": dispute.refund_request_id}
        return dispute_change(before=dispute, event=Event(actor="customer", code="escalated", details=details))
    if dispute.waiting_on == "merchant":
        sent = Event(actor="system", code="sent", details={"name": dispute.merchant_name or ""})
        return dispute_change(before=dispute, event=sent)
    return dispute


def _dispute(
    customer_id: str, order: DisputeOrder, tx: Transaction | None, operation_id: str, refund_request_id: str | None
) -> Dispute:
    now = plugs.now()
    merchant_id = tx.merchant_id if tx else None
    kind = kind_of(order.reason)
    return Dispute(
        id=plugs.new_id("dsp"),
        case_number=plugs.store().case_number_take(),
        kind=kind,
        customer_id=customer_id,
        transaction_id=tx.id if tx else None,
        account_id=_account_id(customer_id, order, tx),
        amount=order.amount.value,
        currency=order.amount.currency,
        reason=order.reason,
        note=order.note,
        should_have_been=order.should_have_been.value if order.should_have_been else None,
        occurred_on=order.occurred_on,
        statement_text=order.statement_text,
        created_at=now,
        updated_at=now,
        operation_id=operation_id,
        refund_request_id=refund_request_id,
        **_merchant(tx),
        **_instrument(customer_id, order),
        **_turn(kind, merchant_id, refund_request_id, now),
    )


def _merchant(tx: Transaction | None) -> dict[str, Any]:
    names = ("merchant_id", "merchant_name", "merchant_site")
    return {name: getattr(tx, name) for name in names} if tx else {}


def _instrument(customer_id: str, order: DisputeOrder) -> dict[str, Any]:
    if order.instrument_id is None:
        return {}
    instrument = plugs.store().instrument_get(customer_id, order.instrument_id)
    if instrument is None:
        raise invalid("/instrument_id", "not_found", "Use an id of your own.")
    return instrument_columns(instrument)


def _turn(kind: str, merchant_id: str | None, refund_request_id: str | None, now: datetime) -> dict[str, Any]:
    if refund_request_id:
        by = escalation_answered_by(now)
        return {"status": "under_review", "waiting_on": "operator", "respond_by": by, "escalated_at": now}
    waiting_on, by = first_turn(kind, merchant_id, now)
    return {"status": "open", "waiting_on": waiting_on, "respond_by": by}


def _account_id(customer_id: str, order: DisputeOrder, tx: Transaction | None) -> str | None:
    """Return where money would come back to: the account it left, else the customer's first in this currency."""
    if tx is not None and tx.account_id is not None:
        return tx.account_id
    mine = [each for each in plugs.store().account_list(customer_id) if each.currency == order.amount.currency]
    if not mine and tx is None:
        field = Field("/amount/currency", "currency_not_supported", "Use a currency of one of your accounts.")
        raise Refused("currency_not_supported", "No account of yours is in this currency.", field)
    return mine[0].id if mine else None
