# a table reads best with one row per line
"""Asking for money back, and requests about a transaction."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

_WORDS: Final = "duplicate, not_received, not_as_described, cancelled_order, unrecognised or other"
_MERCHANT: Final = {"id": "mch_ljus", "name": "Hemvaruhuset Ljus", "site": "ljus.example", "logo_url": None}

ROWS: Final[dict[str, Row]] = {
    "RefundRequest.id": ("The request's id", "rrq_01JD4M8Q0V"),
    "request_id": ("The request's id", "rrq_01JD4M8Q0V"),
    "RefundRequest.merchant": ("Who decides", _MERCHANT),
    "RefundRequest.reason": (f"Why: {_WORDS}", "not_as_described"),
    "RefundInput.reason": (f"Why: {_WORDS}", "not_as_described"),
    "RefundRequest.note": ("The customer's message to the merchant", "It does not fit."),
    "RefundInput.note": ("A message to the merchant, who reads it as it is", "It does not fit."),
    "RefundRequest.status": ("requested, approved, processing, succeeded, rejected, failed or cancelled", "requested"),
    "RefundQuery.status": ("Only requests that stand like this", None),
    "RefundInput.expected_refundable": ("The transaction's refund.refundable as you know it", NONE_GIVEN),
    "opened_at": ("When the merchant first looked at it, RFC 3339, UTC", None),
    "decided_at": ("When the merchant answered, RFC 3339, UTC", None),
    "decided_amount": ("What was granted: all of it, or a part", None),
    "decision_note": ("The merchant's own words", None),
    "refund_transaction_id": ("The refund, a transaction of its own", None),
    "escalated_to": ("The dispute it became", None),
    "RequestStatus.status": ("confirming, accepted or refused", "accepted"),
    "RequestStatus.problem": ("Why it was refused, as a problem code", None),
    "result_id": ("What was made of it, such as a refund request", "rrq_01JD4M8Q0V"),
}
