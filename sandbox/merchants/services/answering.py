"""A merchant's answers to what customers ask for."""

from __future__ import annotations

from sandbox.merchants.services.audits import Actor, audited
from sandbox.payments.domain.refunds import RefundRequest
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
