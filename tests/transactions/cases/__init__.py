"""Cases as the design shows them, on its own day: Thursday 19 November 2026."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.builders import payments as build
from tests.page import PageClient
from tests.people import signed_in
from transactions.domain.promises import Calendar, promise_table

NOW = datetime(2026, 11, 19, 13, 5, 31, tzinfo=UTC)
CALENDAR = Calendar(ZoneInfo("Europe/Stockholm"))
TABLE = promise_table([])


KEY = "case-0123456789abcdef"
NOON, JUST_NOW = "2026-11-19T12:00:00.000Z", "2026-11-19T13:05:00.000Z"
HOSTILE = "<b hx-get=/x onclick=y>Bo & Co</b>\u202e"


def browser(**prefs: Any) -> PageClient:
    """Elin's browser."""
    return PageClient(signed_in(**prefs))


def bare(case: dict[str, Any]) -> dict[str, Any]:
    """As a list has it, without its messages."""
    return {name: value for name, value in case.items() if name != "messages"}


def action(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "until": None, "requires": []} for name in names]


def step(at: str, code: str, actor: str, **details: str) -> dict[str, Any]:
    return {"at": at, "code": code, "actor": actor, "details": details}


def message(sender: str, name: str, at: str, text: str, *files: str) -> dict[str, Any]:
    attachments = [
        {"id": f"upl_{number}", "name": file, "media_type": "application/pdf", "size": 48213}
        for number, file in enumerate(files, start=1)
    ]
    return {"id": f"msg_{at}", "from": sender, "name": name, "at": at, "text": text, "attachments": attachments}


def kronhamn(**changes: Any) -> dict[str, Any]:
    """An offer that waits for the customer (mock case)."""
    opened, agreed = "2026-11-16T17:02:11.000Z", "2026-11-17T09:20:45.000Z"
    return build.dispute(**{
        "id": "dsp_kronhamn",
        "case_number": "C-4471-20",
        "reason": "duplicate",
        "amount": build.money(93600),
        "transaction_id": "tx_1",
        "merchant": {"id": "mch_kronhamn", "name": "Hotel Kronhamn", "site": None, "logo_url": None},
        "note": "Two nights booked, one of them is charged twice.",
        "status": "needs_info",
        "waiting_on": "customer",
        "respond_by": "2026-11-30T22:59:00.000Z",
        "offer": {"amount": build.money(93600), "by": "Hotel Kronhamn", "note": "You are right."},
        "created_at": opened,
        "updated_at": "2026-11-17T09:31:00.000Z",
        "handler": "Amira H.",
        "history": [
            step(opened, "opened", "customer"),
            step("2026-11-16T17:02:12.000Z", "sent", "system", name="Hotel Kronhamn"),
            step(agreed, "merchant_agreed", "merchant", name="Hotel Kronhamn", amount="93600", currency="SEK"),
        ],
        "actions": action("message", "withdraw", "accept", "decline"),
        "messages": [
            message("customer", "", opened, "Two nights booked, one of them is charged twice.", "booking-hk-5521.pdf"),
            message("merchant", "Hotel Kronhamn", agreed, "You are right. One night was entered twice at the desk."),
            message("operator", "Amira H.", "2026-11-17T09:31:00.000Z", "Hotel Kronhamn agrees with you."),
        ],
        **changes,
    })  # fmt: skip


def fjallbanken(**changes: Any) -> dict[str, Any]:
    """A missing deposit whose date has passed (mock case-late)."""
    opened = "2026-11-12T08:30:44.000Z"
    return build.dispute(**{
        "id": "dsp_fjall",
        "case_number": "C-4468-71",
        "kind": "missing_deposit",
        "reason": "missing_deposit",
        "amount": build.money(180000),
        "transaction_id": None,
        "merchant": None,
        "instrument": {"kind": "bank_account", "label": "Fjällbanken ••0318", "brand": "Fjällbanken", "last4": "0318"},
        "note": "It left my account on the 11th and is not in the balance.",
        "occurred_on": "2026-11-11",
        "statement_text": "SELFCARE 4471",
        "offer": None,
        "status": "open",
        "waiting_on": "operator",
        "respond_by": "2026-11-17T16:00:00.000Z",
        "created_at": opened,
        "updated_at": "2026-11-17T16:00:00.000Z",
        "handler": "Jonas L.",
        "history": [
            step(opened, "opened", "customer"),
            step("2026-11-12T13:12:03.000Z", "taken", "operator", name="Jonas L."),
            step("2026-11-12T13:20:31.000Z", "bank_asked", "operator", name="Fjällbanken"),
        ],
        "actions": action("message", "withdraw", "escalate"),
        "messages": [message("customer", "", opened, "It left my account on the 11th and is not in the balance.")],
        **changes,
    })  # fmt: skip


def lagershop(**changes: Any) -> dict[str, Any]:
    """An unknown charge that was decided for the customer (mock case-closed)."""
    opened, decided = "2026-11-03T18:15:02.000Z", "2026-11-09T14:26:40.000Z"
    return build.dispute(**{
        "id": "dsp_lager",
        "case_number": "C-4431-08",
        "kind": "unknown_charge",
        "reason": "unrecognised",
        "amount": build.money(8900),
        "transaction_id": "tx_1",
        "merchant": {"id": "mch_lager", "name": "LS*LAGERSHOP", "site": None, "logo_url": None},
        "note": "I have never bought anything there.",
        "offer": None,
        "status": "closed",
        "outcome": "customer",
        "waiting_on": None,
        "respond_by": None,
        "created_at": opened,
        "updated_at": decided,
        "closed_at": decided,
        "refund_transaction_id": "tx_back",
        "handler": "Amira H.",
        "history": [
            step(opened, "opened", "customer"),
            step("2026-11-03T18:20:10.000Z", "advanced", "operator", amount="8900", currency="SEK"),
            step(decided, "decided", "operator", name="Amira H.", outcome="customer", amount="8900", currency="SEK"),
        ],
        "actions": [],
        "messages": [message("operator", "Amira H.", decided, "It is yours to keep.", "decision-C-4431-08.pdf")],
        **changes,
    })  # fmt: skip


def ljus(**changes: Any) -> dict[str, Any]:
    """A refund request the merchant has to answer (mock case-refund)."""
    return build.refund_request(**{
        "id": "rrq_ljus",
        "case_number": "C-4480-03",
        "transaction_id": "tx_1",
        "merchant": {"id": "mch_ljus", "name": "Hemvaruhuset Ljus", "site": None, "logo_url": None},
        "amount": build.money(21600),
        "reason": "not_as_described",
        "note": "The lamp does not fit the socket in the picture. It is unused.",
        "status": "requested",
        "created_at": "2026-11-19T09:12:05.000Z",
        "updated_at": "2026-11-19T09:12:06.000Z",
        "respond_by": "2026-11-23T16:00:00.000Z",
        "opened_at": "2026-11-19T10:48:00.000Z",
        "decided_at": None,
        "decided_amount": None,
        "refund_transaction_id": None,
        "decision_note": None,
        "escalated_to": None,
        "actions": action("message", "cancel"),
        "messages": [],
        **changes,
    })  # fmt: skip
