"""Disputes, their messages and files."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

ROWS: Final[dict[str, Row]] = {
    "Dispute.id": ("The dispute’s id", "dsp_01KAECYC2T7V5H9M"),
    "dispute_id": ("The dispute’s id", "dsp_01KAECYC2T7V5H9M"),
    "Dispute.case_number": ("What to read out to support", "C-4471-20"),
    "Dispute.respond_by": (
        "Until when they have promised to answer, or the customer has to",
        "2026-11-30T22:59:00.000Z",
    ),
    "Dispute.escalated_at": ("When the customer escalated it; null before", None),
    "Dispute.closed_at": ("When it was closed; null before", None),
    "Dispute.refund_transaction_id": ("What brought the money; null before", None),
    "Dispute.note": ("In the customer’s words", "Two nights booked, one of them is charged twice."),
    "DisputeInput.note": ("In the customer’s words", "Two nights booked, one of them is charged twice."),
    "MissingInput.note": ("In the customer’s words", "It left my account on the 11th."),
    "Dispute.version": ("Counts up at each change", 5),
    "Dispute.kind": ("dispute, missing_deposit or unknown_charge", "dispute"),
    "Dispute.transaction_id": ("What it is about; null for what is not here", "tx_01JD4M8Q0V7K2"),
    "Dispute.amount": ("What the customer wants back, or misses", NONE_GIVEN),
    "Dispute.reason": ("What the customer says is wrong", "duplicate"),
    "Dispute.status": ("open, needs_info, under_review or closed", "needs_info"),
    "Dispute.merchant": ("Whom it is about; null where nobody else is", NONE_GIVEN),
    "DisputeInput.reason": ("What is wrong", "duplicate"),
    "MissingInput.reason": ("missing_deposit, or unrecognised", "missing_deposit"),
    "DisputeInput.amount": ("What the customer wants back", NONE_GIVEN),
    "MissingInput.amount": ("How much is missing", NONE_GIVEN),
    "DisputeQuery.status": ("Only those that stand like this", ["open", "needs_info"]),
    "waiting_on": ("Whose turn it is: customer, merchant or operator; null once closed", "customer"),
    "refund_request_id": ("The refund request that was escalated to it", None),
    "CaseStep.at": ("When it happened", "2026-11-17T09:20:45.000Z"),
    "CaseStep.actor": ("Who did it: customer, merchant, operator or system", "merchant"),
    "DisputeInput.attachments": ("Files sent before, by POST /uploads", ["upl_01KAECYC2T7V5H9M"]),
    "MissingInput.attachments": ("Files sent before, by POST /uploads", []),
    "MessageInput.attachments": ("Files sent before, by POST /uploads", []),
    "MessageInput.text": ("The message", "The booking says 936,00 kr for both nights together."),
    "DisputeAmount.value": ("Whole number in the currency's smallest unit", 93600),
    "X-File-Name": ("The file’s name in percent-encoded UTF-8", "booking-hk-5521.pdf"),
    "DisputeRequest.dispute_id": ("The dispute that came of it; null before", "dsp_01KAECYC2T7V5H9M"),
    "DisputeRequest.status": ("confirming, accepted or refused", "accepted"),
    "Message.attachments": ("Files that came with it", NONE_GIVEN),
    "upload_id": ("The file’s id", "upl_01KAECYC2T7V5H9M"),
    "Upload.id": ("The file’s id", "upl_01KAECYC2T7V5H9M"),
    "Upload.name": ("What it is called", "booking-hk-5521.pdf"),
}
