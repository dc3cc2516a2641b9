"""What the merchant does with a dispute about one of its payments."""

from __future__ import annotations

from typing import Any

from sandbox.payments.domain.disputes import Dispute, customer_decides_by, operator_decides_by
from sandbox.payments.domain.errors import Refused, invalid
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.ports import plugs
from sandbox.payments.services.disputes.changes import Event, dispute_change, message_write, others_act
from sandbox.payments.services.disputes.money import amount_details


def dispute_answer(*, dispute_id: str, merchant_id: str, offer: Money | None, note: str) -> Dispute:
    """Give the merchant's answer: an ``offer`` of all or a part, which the customer decides on, or a refusal (None).

    ``note`` is the message the customer reads. Raises Refused ``not_found`` for another merchant's dispute,
    ``invalid_state`` when it is not the merchant's turn, ``validation_failed`` for an offer over what is asked.
    """

    def answer(dispute: Dispute) -> Dispute:
        if dispute.merchant_id != merchant_id:
            raise Refused("not_found", "There is no such resource.")
        name = dispute.merchant_name or ""
        told = message_write(dispute=dispute, sender="merchant", name=name, text=note)
        return _offered(told, offer, note) if offer else _refused(told)

    return others_act(dispute_id=dispute_id, on=("merchant",), act=answer)


def _offered(dispute: Dispute, offer: Money, note: str) -> Dispute:
    if offer.currency != dispute.currency:
        raise invalid("/offer/currency", "currency", f"This dispute is in {dispute.currency}.")
    if not 0 < offer.value <= dispute.amount:
        raise invalid("/offer/value", "max", f"1 to {dispute.amount}, which is asked for.")
    whole = offer.value == dispute.amount
    details = {**_by(dispute), **amount_details(offer.value, dispute.currency)}
    code = "merchant_agreed" if whole else "merchant_offered"
    return dispute_change(
        before=dispute,
        event=Event(actor="merchant", code=code, details=details),
        status="needs_info",
        waiting_on="customer",
        respond_by=customer_decides_by(dispute.created_at, plugs.now()),
        offer_amount=offer.value,
        offer_by=dispute.merchant_name,
        offer_note=note,
    )


def _refused(dispute: Dispute) -> Dispute:
    return dispute_change(
        before=dispute,
        event=Event(actor="merchant", code="merchant_refused", details=_by(dispute)),
        status="under_review",
        waiting_on="operator",
        respond_by=operator_decides_by(dispute.kind, plugs.now()),
    )


def _by(dispute: Dispute) -> dict[str, Any]:
    return {"name": dispute.merchant_name or ""}
