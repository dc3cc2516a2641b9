"""Refund requests: their shape, their operations and their events."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sandbox.contract.operations import CUSTOMER, Event, Operation
from sandbox.contract.shapes import Id, Page, Time, known
from sandbox.payments.contract.cases import CaseAction, CaseMessage
from sandbox.payments.contract.shapes import MerchantRef, Money
from sandbox.payments.domain.disputes import MessageOrder
from sandbox.payments.domain.refunds import ALLOWED, RefundOrder, RefundQuery

_REASONS: Final = ("duplicate", "not_received", "not_as_described", "cancelled_order", "unrecognised", "other")


class RefundRequest(msgspec.Struct, frozen=True):
    """A wish to get money of a payment back. Its amount is set aside from what is refundable until it is answered.

    The refund itself is a transaction of its own.
    """

    id: Id
    case_number: Annotated[str, Meta(description="What a customer reads out to support.")]
    customer_id: Id
    transaction_id: Id
    merchant: MerchantRef
    amount: Money
    reason: Annotated[str, known(*_REASONS)]
    note: str | None
    status: Annotated[str, known(*ALLOWED)]
    created_at: Time
    updated_at: Time
    respond_by: Annotated[Time, Meta(description="When the merchant has promised an answer.")]
    opened_at: Annotated[Time, Meta(description="When the merchant first looked at it.")] | None
    decided_at: Time | None
    decided_amount: Annotated[Money, Meta(description="What was granted: all of it, or a part.")] | None
    refund_transaction_id: Id | None
    decision_note: Annotated[str, Meta(description="The merchant's own words.")] | None
    escalated_to: Annotated[Id, Meta(description="The dispute it became.")] | None
    actions: list[CaseAction]
    version: Annotated[int, Meta(ge=1, description="Apply a change only when it is higher than the one you have.")]
    messages: (
        Annotated[list[CaseMessage], Meta(description="Oldest first; only of one request asked for by itself.")]
        | UnsetType
    ) = UNSET


OPERATIONS: Final = (
    Operation(
        name="refund_request_create",
        method="POST",
        path="/v1/transactions/{transaction_id}/refund-requests",
        tag="Refunds",
        summary="Ask the merchant for money back",
        description="expected_refundable is refund.refundable as the customer saw it; when it is something else by now"
        " the answer is 412 refundable_changed with refundable, and nothing was asked for. By the merchant's policy"
        " the request waits for an answer, or is refunded at once.",
        status=201,
        body=RefundOrder,
        returns=RefundRequest,
        security=CUSTOMER,
        errors=(
            *("not_found", "invalid_state", "already_refunded", "refundable_changed", "refund_not_allowed"),
            *("refund_window_closed", "currency_not_supported", "validation_failed"),
        ),
        takes=("Idempotency-Key",),
        sends=("Location", "ETag"),
    ),
    Operation(
        name="refund_request_list",
        method="GET",
        path="/v1/refund-requests",
        tag="Refunds",
        summary="The customer's refund requests, by page",
        description="Newest first, without their messages.",
        query=RefundQuery,
        returns=Page[RefundRequest],
        security=CUSTOMER,
        errors=("cursor_mismatch", "validation_failed"),
    ),
    Operation(
        name="refund_request_get",
        method="GET",
        path="/v1/refund-requests/{request_id}",
        tag="Refunds",
        summary="One refund request",
        returns=RefundRequest,
        security=CUSTOMER,
        errors=("not_found",),
        sends=("ETag",),
    ),
    Operation(
        name="refund_message_send",
        method="POST",
        path="/v1/refund-requests/{request_id}/messages",
        tag="Refunds",
        summary="Write to the merchant",
        description="While actions has message: until the request is answered. attachments are ids of uploads.",
        body=MessageOrder,
        returns=RefundRequest,
        security=CUSTOMER,
        errors=("not_found", "invalid_state", "validation_failed"),
        takes=("Idempotency-Key",),
        sends=("ETag",),
    ),
    Operation(
        name="refund_request_cancel",
        method="POST",
        path="/v1/refund-requests/{request_id}/cancel",
        tag="Refunds",
        summary="Take a request back",
        description="Until it is answered; what it had set aside can be asked for again. It takes no body.",
        returns=RefundRequest,
        security=CUSTOMER,
        errors=("not_found", "invalid_state"),
        takes=("Idempotency-Key",),
        sends=("ETag",),
    ),
    Operation(
        name="refund_request_escalate",
        method="POST",
        path="/v1/refund-requests/{request_id}/escalate",
        tag="Refunds",
        summary="Have the operator look at it",
        description="While actions has escalate: within 30 days of a refusal, or when respond_by has passed unanswered."
        " It opens a dispute of the same transaction, escalated_to, which is with the operator at once; an unanswered"
        " request is cancelled with it. It takes no body.",
        returns=RefundRequest,
        security=CUSTOMER,
        errors=("not_found", "invalid_state"),
        takes=("Idempotency-Key",),
        sends=("ETag",),
    ),
)
SUMMARIES: Final = {
    "refund.requested": "A customer asked for money back",
    "refund.updated": "The merchant looked at a request, one of the two wrote, or a refused one was escalated",
    "refund.approved": "The merchant said yes",
    "refund.rejected": "The merchant said no",
    "refund.succeeded": "The money is back",
    "refund.failed": "The merchant said yes, and the money could not be given back",
    "refund.cancelled": "The customer took the request back, or escalated it unanswered",
}


def events(shape: object) -> tuple[Event, ...]:
    """Return the events of refund requests; ``shape`` is the CloudEvent of one."""
    return tuple(Event(type=kind, summary=summary, shape=shape) for kind, summary in SUMMARIES.items())
