"""A merchant's answers to what customers ask for."""

from __future__ import annotations

from sandbox.merchants.services.audits import Actor, audited
from sandbox.payments.domain.disputes import Dispute
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.refunds import RefundRequest
from sandbox.payments.services import disputes
from sandbox.payments.services.refund_messages import refund_message_answer
from sandbox.payments.services.refund_requests import refund_decide


def request_decide(
    *, actor: Actor, request: RefundRequest, approve: bool, amount: int | None, note: str | None
) -> RefundRequest:
    """Say yes to a refund request, to all of it or to ``amount`` minor units, or no. Raises Refused as
    `refund_decide`."""
    action = "refund_request.approved" if approve else "refund_request.rejected"
    with audited(actor, action, f"payment:{request.transaction_id}"):
        return refund_decide(
            request_id=request.id,
            merchant_id=actor.merchant_id,
            decision="approve" if approve else "reject",
            amount=amount,
            note=note,
        )


def request_write(*, actor: Actor, request: RefundRequest, text: str) -> RefundRequest:
    """Write to the customer without answering yet. Raises Refused as `refund_message_answer`."""
    with audited(actor, "refund_request.written", f"payment:{request.transaction_id}"):
        return refund_message_answer(request_id=request.id, merchant_id=actor.merchant_id, text=text)


def dispute_answer(*, actor: Actor, dispute: Dispute, offer: int | None, note: str) -> Dispute:
    """Offer the customer ``offer`` minor units, all of it or a part, or say no (None). Raises Refused as the payment
    service's own `dispute_answer`."""
    action = "dispute.refused" if offer is None else "dispute.offered"
    with audited(actor, action, f"payment:{dispute.transaction_id}"):
        return disputes.dispute_answer(
            dispute_id=dispute.id,
            merchant_id=actor.merchant_id,
            offer=None if offer is None else Money(offer, dispute.currency),
            note=note,
        )
