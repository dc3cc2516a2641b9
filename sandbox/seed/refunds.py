"""Refund requests of the demo data: asked, answered, and one that waits for its merchant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sandbox.payments.domain.refunds import answer_by
from sandbox.payments.models import CaseMessage, RefundRequest
from sandbox.seed.rows import Told

EXECUTES: Final = frozenset({"mch_pixelhamn"})  # merchants who let refunds be made without being asked
_LAMP: Final = "The lamp does not fit the socket in the picture. It is unused."
# By payment: each request with the place of its step in the payment's history, and of the step that answered it.
_REQUESTS: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {
    "tx_elin_pixelhamn": (
        {"number": "C-4477-52", "amount": 19_900, "reason": "cancelled_order", "asked": 4, "answered": 5}
        | {"note": "Bought the wrong edition.", "refund": "tx_elin_pixelhamn_refund"},
    ),
    "tx_elin_ljus": (
        {"number": "C-4474-61", "amount": 43_200, "reason": "cancelled_order", "asked": 5, "answered": 7}
        | {"note": "2 shelves, sent back.", "refund": "tx_elin_ljus_refund"},
        {"number": "C-4474-62", "amount": 4_900, "reason": "other", "asked": 6, "answered": 8}
        | {"note": "The delivery fee.", "no": "Delivery was carried out as agreed."},
        {"number": "C-4480-03", "amount": 21_600, "reason": "not_as_described", "asked": 9, "note": _LAMP},
    ),
    "tx_maja_ljus": (
        {"number": "C-4480-02", "amount": 2_140, "reason": "cancelled_order", "asked": 4, "answered": 5}
        | {"note": "Two bulbs sent back.", "refund": "tx_maja_ljus_refund"},
        {"number": "C-4480-05", "amount": 1_080, "reason": "not_as_described", "asked": 6, "note": _LAMP},
        {"number": "C-4480-04", "amount": 490, "reason": "other", "asked": 7, "answered": 8}
        | {"note": "The delivery fee.", "no": "Delivery was carried out as agreed."},
    ),
}


def refunds_load(stories: Iterable[Told]) -> None:
    """Load the refund requests of these transactions, each with its note as the first message."""
    for story in stories:
        for number, each in enumerate(_REQUESTS.get(story.tx.id, ()), start=1):
            _request_load(story, f"rrq_{story.tx.id.removeprefix('tx_')}_{number}", each)


def _request_load(story: Told, id_: str, each: Mapping[str, Any]) -> None:
    payment, asked_at = story.tx, story.steps[each["asked"] - 1].occurred_at
    answered_at = story.steps[each["answered"] - 1].occurred_at if "answered" in each else None
    RefundRequest.objects.create(
        id=id_,
        case_number=each["number"],
        customer_id=payment.customer_id,
        transaction_id=payment.id,
        merchant_id=payment.merchant_id or "",
        merchant_name=payment.merchant_name or "",
        merchant_site=payment.merchant_site,
        amount=each["amount"],
        currency=payment.currency,
        reason=each["reason"],
        note=each["note"],
        messages=1,
        created_at=asked_at,
        updated_at=answered_at or asked_at,
        respond_by=answer_by(asked_at),
        **_answer(each, answered_at),
    )
    CaseMessage.objects.create(
        id=f"msg_{id_}", case_id=id_, sender="customer", at=asked_at, text=each["note"], attachments=[]
    )


def _answer(each: Mapping[str, Any], answered_at: datetime | None) -> dict[str, Any]:
    if answered_at is None:
        return {"status": "requested"}
    if "no" in each:
        return {"status": "rejected", "version": 2, "decided_at": answered_at, "decision_note": each["no"]}
    given = {"decided_at": answered_at, "decided_amount": each["amount"], "refund_transaction_id": each["refund"]}
    return {"status": "succeeded", "version": 3, **given}
