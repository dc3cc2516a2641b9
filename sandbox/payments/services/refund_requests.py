"""A customer asks a merchant for money of a payment back; the merchant decides, and what is given is paid at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sandbox.payments.domain.cases import Message
from sandbox.payments.domain.disputes import DisputeOrder
from sandbox.payments.domain.errors import Refused, invalid
from sandbox.payments.domain.money import Money, money_text
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.refunds import (
    Decision,
    RefundOrder,
    RefundQuery,
    RefundRequest,
    answer_by,
    dispute_reason,
    may_escalate,
    note_check,
    refund_actions,
    refund_status_check,
    refundable_check,
)
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import refund_request_wire
from sandbox.payments.services.changes import Cause, event_send
from sandbox.payments.services.disputes import dispute_open
from sandbox.payments.services.messages import message_add
from sandbox.payments.services.pages import page_make
from sandbox.payments.services.refunds import refund_record, refundable_change
from sandbox.payments.services.transactions import transaction_get


def refund_request_create(
    *, customer_id: str, transaction_id: str, order: RefundOrder, operation_id: str
) -> RefundRequest:
    """Ask a merchant for money of a payment back; find the request an interrupted run of this operation made.

    A merchant whose policy is ``execute`` refunds it at once. Raises Refused ``not_found`` and as `refundable_check`.
    """
    store = plugs.store()
    made = store.refund_request_of_operation(operation_id)
    if made is not None:
        return made
    transaction_get(customer_id=customer_id, transaction_id=transaction_id)
    with store.atomic():
        payment = store.transaction_lock(transaction_id)
        if payment is None:
            raise _absent()
        refundable_check(payment, order, plugs.now())
        request = _request(payment, order, operation_id)
        _open(payment, request)
        return _executed(request)


def refund_request_get(*, customer_id: str, request_id: str) -> dict[str, Any]:
    """Return one RefundRequest resource; raise Refused ``not_found`` for what is absent or another customer's."""
    store = plugs.store()
    request = store.refund_request_get(customer_id, request_id)
    if request is None:
        raise _absent()
    return _wire(request, store.message_list(request.id))


def refund_request_list(*, customer_id: str, query: RefundQuery) -> dict[str, Any]:
    """Return one page, newest first. Raises Refused for a cursor that does not fit."""
    store = plugs.store()
    return page_make(
        customer_id=customer_id,
        query=query,
        rows_at=lambda at, count: store.refund_request_page(customer_id, query.where, at, count=count),
        wire=lambda requests: [_wire(request) for request in requests],
    )


def refund_request_cancel(*, customer_id: str, request_id: str) -> dict[str, Any]:
    """Take a request back before it is answered; taken back already, it stays so. Raises ``invalid_state``."""
    store = plugs.store()
    with store.atomic():
        request, payment = _both(request_id, customer_id=customer_id)
        if request.status == "cancelled":
            return refund_request_get(customer_id=customer_id, request_id=request_id)
        refund_status_check(request.status, "cancelled")
        refund_request_change(request, "refund.cancelled", status="cancelled")
        _set_free(payment, request, Cause(actor="customer", code="refund_cancelled", at=plugs.now()))
    return refund_request_get(customer_id=customer_id, request_id=request_id)


def refund_request_escalate(*, customer_id: str, request_id: str, operation_id: str) -> dict[str, Any]:
    """Open a dispute of the payment, for the operator at once, because the merchant refused or did not answer in time.

    A request nobody answered ends with it, and what it had set aside is free. Raises Refused: ``not_found``, and
    ``invalid_state`` when it can be escalated no more, not yet, or the payment cannot be disputed.
    """
    store = plugs.store()
    with store.atomic():
        request, payment = _both(request_id, customer_id=customer_id)
        made = store.dispute_of_operation(operation_id)
        if made is None:
            if not may_escalate(request, plugs.now()):
                raise Refused("invalid_state", "Only a request that was refused lately, or is late, can be escalated.")
            if request.status == "requested":
                _set_free(payment, request, Cause(actor="customer", code="refund_cancelled", at=plugs.now()))
            dispute = dispute_open(
                customer_id=customer_id,
                order=_dispute_order(request, payment),
                operation_id=operation_id,
                transaction_id=payment.id,
                refund_request_id=request.id,
            )
            _escalated(request, dispute.id)
    return refund_request_get(customer_id=customer_id, request_id=request_id)


def _dispute_order(request: RefundRequest, payment: Transaction) -> DisputeOrder:
    amount = min(request.amount, payment.amount - payment.refunded)
    return DisputeOrder(
        reason=dispute_reason(request.reason), amount=Money(amount, request.currency), note=request.note
    )


def _escalated(request: RefundRequest, dispute_id: str) -> RefundRequest:
    if request.status == "requested":
        return refund_request_change(request, "refund.cancelled", status="cancelled", escalated_to=dispute_id)
    return refund_request_change(request, "refund.updated", escalated_to=dispute_id)


def refund_decide(
    *, request_id: str, merchant_id: str, decision: Decision, amount: int | None = None, note: str | None = None
) -> RefundRequest:
    """Answer a request as its merchant: ``approve`` all of it or ``amount`` minor units of it, or ``reject`` it.

    What is approved is refunded in the same moment. Raises Refused: ``not_found`` for another merchant's,
    ``invalid_state`` for one that was answered or taken back, ``validation_failed`` for an amount or a note.
    """
    note_check(note)
    with plugs.store().atomic():
        request, payment = _both(request_id, merchant_id=merchant_id)
        if decision == "reject":
            refund_status_check(request.status, "rejected")
            answer = _decided(request, "rejected", note)
            _set_free(payment, request, Cause(actor="merchant", code="refund_rejected", at=plugs.now()))
            return answer
        refund_status_check(request.status, "approved")
        given = request.amount if amount is None else amount
        if not 0 < given <= request.amount:
            most = money_text(request.amount, request.currency)
            raise invalid("/amount/value", "max", f"More than nothing, and at most {most}.")
        return _paid(payment, _decided(request, "approved", note, decided_amount=given))


def _request(payment: Transaction, order: RefundOrder, operation_id: str) -> RefundRequest:
    now = plugs.now()
    return RefundRequest(
        id=plugs.new_id("rrq"),
        case_number=plugs.store().case_number_take(),
        customer_id=payment.customer_id,
        transaction_id=payment.id,
        merchant_id=payment.merchant_id or "",
        merchant_name=payment.merchant_name or payment.to_label,
        merchant_site=payment.merchant_site,
        amount=order.amount.value,
        currency=order.amount.currency,
        reason=order.reason,
        note=order.note,
        messages=1 if order.note else 0,
        created_at=now,
        updated_at=now,
        respond_by=answer_by(now),
        operation_id=operation_id,
    )


def _open(payment: Transaction, request: RefundRequest) -> None:
    """Store the request, its note as the first message, and what it sets aside of the payment."""
    store = plugs.store()
    store.refund_request_write(request, new=True)
    if request.note:
        message_add(case_id=request.id, sender="customer", name="", text=request.note)
    _announce(request, "refund.requested")
    _set_aside(payment, request, Cause(actor="customer", code="refund_requested", at=request.created_at))


def _executed(request: RefundRequest) -> RefundRequest:
    merchant = plugs.store().merchant_get(request.merchant_id)
    if merchant is None or merchant.refund_policy != "execute":
        return request
    return refund_decide(request_id=request.id, merchant_id=request.merchant_id, decision="approve")


def _paid(payment: Transaction, request: RefundRequest) -> RefundRequest:
    """Pay what was approved, back to where it came from; a balance that is closed cannot take it."""
    given, store = request.decided_amount or 0, plugs.store()
    account = payment.account_id and store.account_get(payment.customer_id, payment.account_id)
    if account and account.status == "closed":
        _set_free(payment, request, Cause(actor="system", code="refund_failed", at=plugs.now()))
        return refund_request_change(request, "refund.failed", status="failed")
    cause = Cause(actor="merchant", code="refunded", at=plugs.now(), details={"refund_request_id": request.id})
    refund = refund_record(payment=payment, amount=given, asked=request.amount, cause=cause)
    return refund_request_change(request, "refund.succeeded", status="succeeded", refund_transaction_id=refund.id)


def _decided(request: RefundRequest, status: str, note: str | None, **fields: Any) -> RefundRequest:
    fields |= {"status": status, "decided_at": plugs.now(), "decision_note": note}
    return refund_request_change(request, f"refund.{status}", **fields)


def _set_aside(payment: Transaction, request: RefundRequest, cause: Cause) -> None:
    refundable_change(payment=payment, by=-request.amount, cause=_telling(cause, request))


def _set_free(payment: Transaction, request: RefundRequest, cause: Cause) -> None:
    """Give back to the payment what the request had set aside."""
    refundable_change(payment=payment, by=request.amount, cause=_telling(cause, request))


def _telling(cause: Cause, request: RefundRequest) -> Cause:
    """Return the cause with what the payment's history says of the request."""
    amount = {"value": str(request.amount), "currency": request.currency}
    details = {**amount, "refund_request_id": request.id}
    return msgspec.structs.replace(cause, details=details)


def refund_request_change(before: RefundRequest, event: str, **fields: Any) -> RefundRequest:
    """Store ``before``, locked by the caller, with other fields, one version up, and tell it as ``event``."""
    changes = {"version": before.version + 1, "updated_at": max(plugs.now(), before.updated_at)} | fields
    after = msgspec.structs.replace(before, **changes)
    plugs.store().refund_request_write(after, new=False)
    _announce(after, event)
    return after


def _wire(request: RefundRequest, messages: Sequence[Message] | None = None) -> dict[str, Any]:
    """Return the resource; its payment is read only where it decides what is offered."""
    now, payment = plugs.now(), None
    if may_escalate(request, now):
        payment = plugs.store().transaction_get(request.customer_id, request.transaction_id)
    return refund_request_wire(request, refund_actions(request, payment, now), messages)


def _announce(request: RefundRequest, event: str) -> None:
    data = {"object": _wire(request)}
    event_send(event, subject=request.id, customer_id=request.customer_id, sequence=request.version, data=data)


def _both(
    request_id: str, *, customer_id: str | None = None, merchant_id: str | None = None
) -> tuple[RefundRequest, Transaction]:
    """Return a request of this customer or this merchant with its payment, both locked, the payment first."""
    store = plugs.store()
    found = store.refund_request_get(customer_id, request_id)
    if found is None or merchant_id not in (None, found.merchant_id):
        raise _absent()
    payment, request = store.transaction_lock(found.transaction_id), store.refund_request_lock(request_id)
    if payment is None or request is None:
        raise _absent()
    return request, payment


def _absent() -> Refused:
    return Refused("not_found", "There is no such resource.")
