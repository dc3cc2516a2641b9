# a table reads best with one row per line
"""Asking for money back, and requests about a transaction."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

_WORDS: Final = "duplicate, not_received, not_as_described, cancelled_order, unrecognised or other"
_MERCHANT: Final = {"id": "mch_ljus", "name": "Hemvaruhuset Ljus", "site": "ljus.example", "logo_url": None}

ROWS: Final[dict[str, Row]] = {
    "RefundRequest.id": ("The request's id", "rrq_01JD4M8Q0V"),
    "RefundRequest.merchant": ("Who decides", _MERCHANT),
    "RefundRequest.reason": (f"Why: {_WORDS}", "not_as_described"),
    "RefundInput.reason": (f"Why: {_WORDS}", "not_as_described"),
    "RefundRequest.note": ("The customer's message to the merchant", "It does not fit."),
    "RefundInput.note": ("A message to the merchant, who reads it as it is", "It does not fit."),
    "RefundRequest.status": ("requested, approved, processing, succeeded, rejected, failed or cancelled", "requested"),
    "CaseOpenBody.expected_refundable": ("The transaction's refund.refundable as you know it", NONE_GIVEN),
    "RefundInput.expected_refundable": ("The transaction's refund.refundable as you know it", NONE_GIVEN),
    "RefundRequest.opened_at": ("When the merchant first looked at it, RFC 3339, UTC", None),
    "decided_at": ("When the merchant answered, RFC 3339, UTC", None),
    "decided_amount": ("What was granted: all of it, or a part", None),
    "RequestStatus.status": ("confirming, accepted or refused", "accepted"),
    "RequestStatus.problem": ("Why it was refused, as a problem code", None),
    "RefundableAmount.value": ("Whole number in the currency's smallest unit", 100000),
    "RefundQuery.status": ("Only requests that stand like this", "requested"),
    "RefundRequest.version": ("Higher with each change", 1),
    "case_number": ("What the customer reads out to support", "C-4480-03"),
    "respond_by": ("By when an answer was promised, RFC 3339, UTC", "2026-11-23T16:00:00Z"),
    "Message.at": ("When, RFC 3339, UTC", "2026-11-19T09:12:05Z"),
    "Attachment.media_type": ("application/pdf, image/jpeg or image/png", "image/jpeg"),
    "result_id": ("What was made of it, such as a refund request", "rrq_01JD4M8Q0V"),
}
