"""Disputes: their shape, their operations and their events."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sandbox.contract.operations import CUSTOMER, Event, Operation
from sandbox.contract.shapes import Id, Page, Time, known
from sandbox.payments.contract.cases import CaseAction, CaseMessage, CaseStep
from sandbox.payments.contract.shapes import InstrumentRef, MerchantRef, Money
from sandbox.payments.domain.disputes import DisputeOrder, DisputeQuery, MessageOrder, OfferAnswer

_REASONS: Final = ("unrecognised", "wrong_amount", "duplicate", "not_received", "missing_deposit", "other")


class Offer(msgspec.Struct, frozen=True):
    """What the merchant would give back; the customer takes it or not."""

    amount: Money
    by: str | None
    note: str | None


class Dispute(msgspec.Struct, frozen=True):
    """What the customer says is wrong. One that they win brings money in by a transaction of its own
    (refund_transaction_id); the payment itself stays as it is."""

    id: Id
    case_number: Annotated[str, Meta(description="What a customer reads out to support.")]
    kind: Annotated[str, known("dispute", "missing_deposit", "unknown_charge")]
    customer_id: Id
    transaction_id: Annotated[Id, Meta(description="What it is about; null for what is not here.")] | None
    merchant: MerchantRef | None
    amount: Annotated[Money, Meta(description="What the customer wants back, or misses.")]
    reason: Annotated[str, known(*_REASONS)]
    note: str | None
    should_have_been: Money | None
    occurred_on: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")] | None
    statement_text: str | None
    instrument: Annotated[InstrumentRef, Meta(description="Where a missing deposit was sent from.")] | None
    status: Annotated[str, known("open", "needs_info", "under_review", "closed")]
    outcome: (
        Annotated[
            str,
            known("customer", "merchant", "withdrawn"),
            Meta(description="In whose favour, from the customer's side: customer is that they won."),
        ]
        | None
    )
    waiting_on: Annotated[str, known("customer", "merchant", "operator")] | None
    respond_by: Annotated[Time, Meta(description="When they have promised, or the customer has, to answer.")] | None
    offer: Offer | None
    escalated_at: Time | None
    created_at: Time
    updated_at: Time
    closed_at: Time | None
    refund_transaction_id: Id | None
    refund_request_id: Annotated[Id, Meta(description="The refund request that was escalated to it.")] | None
    handler: Annotated[str, Meta(description="Who looks after it, as shown to the customer.")] | None
    history: Annotated[list[CaseStep], Meta(description="Oldest first.")]
    actions: list[CaseAction]
    version: Annotated[int, Meta(ge=1, description="Apply a change only when it is higher than the one you have.")]
    messages: (
        Annotated[list[CaseMessage], Meta(description="Oldest first; only of one dispute asked for by itself.")]
        | UnsetType
    ) = UNSET


_OPENING: Final = ("not_found", "invalid_state", "currency_not_supported", "validation_failed")


def _acts(name: str, path: str, summary: str, description: str, body: type | None = None) -> Operation:
    return Operation(
        name=name,
        method="POST",
        path=f"/v1/disputes/{{dispute_id}}/{path}",
        tag="Disputes",
        summary=summary,
        description=description,
        body=body,
        returns=Dispute,
        security=CUSTOMER,
        errors=("not_found", "invalid_state"),
        takes=("Idempotency-Key",),
        sends=("ETag",),
    )


def _opens(name: str, path: str, summary: str, description: str) -> Operation:
    return Operation(
        name=name,
        method="POST",
        path=path,
        tag="Disputes",
        summary=summary,
        description=description,
        status=201,
        body=DisputeOrder,
        returns=Dispute,
        security=CUSTOMER,
        errors=_OPENING,
        takes=("Idempotency-Key",),
        sends=("Location", "ETag"),
    )


OPERATIONS: Final = (
    _opens(
        "dispute_create_about",
        "/v1/transactions/{transaction_id}/disputes",
        "Say what is wrong with a transaction",
        "One per transaction, also after it is closed. amount is at most what has not come back yet; with"
        " should_have_been it is the difference. attachments are ids of uploads. unrecognised is kept as an"
        " unknown_charge and goes to the operator, what is about a merchant goes to them first.",
    ),
    _opens(
        "dispute_create",
        "/v1/disputes",
        "Say what is missing",
        "reason is missing_deposit, or unrecognised for a charge that is not here; occurred_on is required.",
    ),
    Operation(
        name="dispute_list",
        method="GET",
        path="/v1/disputes",
        tag="Disputes",
        summary="The customer's disputes, by page",
        description="Newest first, without their messages.",
        query=DisputeQuery,
        returns=Page[Dispute],
        security=CUSTOMER,
        errors=("cursor_mismatch", "validation_failed"),
    ),
    Operation(
        name="dispute_get",
        method="GET",
        path="/v1/disputes/{dispute_id}",
        tag="Disputes",
        summary="One dispute with its messages",
        returns=Dispute,
        security=CUSTOMER,
        errors=("not_found",),
        sends=("ETag",),
    ),
    _acts(
        "dispute_message_send",
        "messages",
        "Write a message",
        "While actions has message. It answers a question of the operator's, who then looks on.",
        MessageOrder,
    ),
    _acts(
        "dispute_answer",
        "answer",
        "Take or refuse the merchant's offer",
        "While actions has accept and decline. Taken, the money comes in and the dispute is closed; refused, the"
        " operator decides.",
        OfferAnswer,
    ),
    _acts(
        "dispute_withdraw",
        "withdraw",
        "Close it without money",
        "Money given in advance goes back. It takes no body and cannot be undone.",
    ),
    _acts(
        "dispute_escalate",
        "escalate",
        "Have the operator take over",
        "Once, while actions has escalate: when somebody else than the customer is late. It takes no body.",
    ),
)
_SUMMARIES: Final = {
    "dispute.opened": "A customer said that something is wrong",
    "dispute.needs_info": "The customer has to decide or to answer",
    "dispute.updated": "Something else of a dispute changed",
    "dispute.closed": "A dispute is over; outcome says how",
}


def events(shape: object) -> tuple[Event, ...]:
    """Return the events of disputes; ``shape`` is the CloudEvent of one."""
    return tuple(Event(type=kind, summary=summary, shape=shape) for kind, summary in _SUMMARIES.items())
