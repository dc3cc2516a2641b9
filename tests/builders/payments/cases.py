"""Refund requests and disputes, with what was written and attached."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.builders.payments.common import CUSTOMER, money


def refund_request(**changes: Any) -> dict[str, Any]:
    """A refund request that waits for the merchant, as it is asked for by itself."""
    return {
        "id": "rrq_1",
        "case_number": "C-4480-03",
        "customer_id": CUSTOMER,
        "transaction_id": "tx_1",
        "merchant": {"id": "mch_ljus", "name": "Hemvaruhuset Ljus", "site": "ljus.example", "logo_url": None},
        "amount": money(21600),
        "reason": "not_as_described",
        "note": "The lamp does not fit the socket in the picture. It is unused.",
        "status": "requested",
        "created_at": "2026-11-19T09:12:05.000Z",
        "updated_at": "2026-11-19T09:12:05.000Z",
        "respond_by": "2026-11-23T16:00:00.000Z",
        "opened_at": None,
        "decided_at": None,
        "decided_amount": None,
        "refund_transaction_id": None,
        "decision_note": None,
        "escalated_to": None,
        "actions": [{"name": "cancel", "until": None, "requires": []}],
        "version": 1,
        "messages": [message()],
        **changes,
    }


def dispute(**changes: Any) -> dict[str, Any]:
    """A dispute whose merchant offers the money back, as it is asked for by itself."""
    return {
        "id": "dsp_1",
        "case_number": "C-4471-20",
        "kind": "dispute",
        "customer_id": CUSTOMER,
        "transaction_id": "tx_1",
        "merchant": {"id": "mch_kronhamn", "name": "Hotel Kronhamn", "site": "kronhamn.example", "logo_url": None},
        "amount": money(93600),
        "reason": "duplicate",
        "note": "Two nights booked, one of them is charged twice.",
        "should_have_been": None,
        "occurred_on": None,
        "statement_text": None,
        "instrument": None,
        "status": "needs_info",
        "outcome": None,
        "waiting_on": "customer",
        "respond_by": "2026-11-30T22:59:00.000Z",
        "offer": {"amount": money(93600), "by": "Hotel Kronhamn", "note": "You are right."},
        "escalated_at": None,
        "created_at": "2026-11-16T17:02:11.000Z",
        "updated_at": "2026-11-17T09:31:00.000Z",
        "closed_at": None,
        "refund_transaction_id": None,
        "refund_request_id": None,
        "handler": "Amira H.",
        "history": [case_step(), case_step(code="merchant_agreed", actor="merchant", at="2026-11-17T09:20:45.000Z")],
        "actions": [
            {"name": name, "until": None, "requires": []} for name in ("message", "withdraw", "accept", "decline")
        ],
        "version": 5,
        "messages": [message(text="Two nights booked, one of them is charged twice.")],
        **changes,
    }


def upload(content: bytes = b"%PDF-1.4\n%%EOF\n", **changes: Any) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    kept = {"id": "upl_1", "name": "a.pdf", "media_type": "application/pdf", "size": len(content), "sha256": digest}
    return {**kept, **changes}


def case_step(**changes: Any) -> dict[str, Any]:
    return {"at": "2026-11-16T17:02:11.000Z", "code": "opened", "actor": "customer", "details": {}, **changes}


def message(**changes: Any) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "from": "customer",
        "name": "",
        "at": "2026-11-19T09:12:05.000Z",
        "text": "The lamp does not fit the socket in the picture. It is unused.",
        "attachments": [],
        **changes,
    }
