"""Transactions of each kind, their history, and the sums over them."""

from __future__ import annotations

from typing import Any

from tests.builders.payments.common import CUSTOMER, money


def transaction(**changes: Any) -> dict[str, Any]:
    return {
        "id": "tx_1",
        "customer_id": CUSTOMER,
        "type": "payment",
        "direction": "out",
        "status": "succeeded",
        "status_reason": None,
        "can_retry": False,
        "raw_status": "ACSC",
        "amount": money(),
        "fee": money(0),
        "original_amount": None,
        "fx_rate": None,
        "account_id": "acc_sek",
        "from": {"kind": "account", "label": "Balance in krona", "detail": None},
        "to": {"kind": "merchant", "label": "Kaffekompaniet Söder", "detail": None},
        "merchant": {"id": "mch_kaffe", "name": "Kaffekompaniet Söder", "site": "kaffe.example", "logo_url": None},
        "instrument": None,
        "description": "Coffee and a bun",
        "references": {"customer": None, "merchant": "K-77", "provider": "261843910027", "statement": "SC*KAFFE"},
        "created_at": "2026-11-19T11:41:02.000Z",
        "updated_at": "2026-11-19T11:41:05.000Z",
        "completed_at": "2026-11-19T11:41:05.000Z",
        "booked_at": "2026-11-19T11:41:05.000Z",
        "expires_at": None,
        "settlement": {"state": "unsettled", "expected_on": "2026-11-20", "settled_at": None},
        "refund": {"state": "none", "refunded": money(0), "refundable": money(0)},
        "cancellation": None,
        "dispute": None,
        "parent_id": None,
        "related": [],
        "consent_id": None,
        "next_action": None,
        "actions": [],
        "version": 3,
        **changes,
    }


def deposit(**changes: Any) -> dict[str, Any]:
    """A deposit that waits for the customer at the bank; change ``status`` for the other states."""
    return transaction(
        **{
            "id": "tx_dep",
            "type": "deposit",
            "direction": "in",
            "status": "requires_action",
            "raw_status": "PATC",
            "amount": money(50000),
            "from": {"kind": "instrument", "label": "Östra Sparbank ••2104", "detail": None},
            "to": {"kind": "account", "label": "Balance in krona", "detail": None},
            "merchant": None,
            "instrument": {
                "kind": "bank_account",
                "brand": "Östra Sparbank",
                "last4": "2104",
                "label": "Östra Sparbank ••2104",
            },
            "description": "Instant deposit",
            "completed_at": None,
            "booked_at": None,
            "expires_at": "2026-11-19T13:35:00.000Z",
            "next_action": {
                "kind": "redirect",
                "url": "http://localhost:8100/bank/approve/trf_1?t=x",
                "expires_at": "2026-11-19T13:35:00.000Z",
            },
            "actions": [{"name": "continue", "until": "2026-11-19T13:35:00.000Z", "requires": []}],
            **changes,
        }
    )


def withdrawal(**changes: Any) -> dict[str, Any]:
    """A withdrawal that is on its way to the bank; change ``status`` for the other states."""
    return transaction(
        **{
            "id": "tx_wdr",
            "type": "withdrawal",
            "direction": "out",
            "status": "pending",
            "raw_status": "ACSP",
            "amount": money(600000),
            "from": {"kind": "account", "label": "Balance in krona", "detail": None},
            "to": {"kind": "instrument", "label": "Östra Sparbank ••2104", "detail": "Elin Sandberg"},
            "merchant": None,
            "instrument": {
                "kind": "bank_account",
                "brand": "Östra Sparbank",
                "last4": "2104",
                "label": "Östra Sparbank ••2104",
            },
            "description": None,
            "completed_at": None,
            "booked_at": None,
            **changes,
        }
    )


def quote(**changes: Any) -> dict[str, Any]:
    """What a withdrawal costs; ``limits`` as they stand."""
    return {
        "type": "withdrawal",
        "amount": money(600000),
        "fee": money(0),
        "total": money(600000),
        "arrives_by": "2026-11-19T13:06:22.000Z",
        "instant": True,
        "limits": [],
        "requires": ["step_up"],
        **changes,
    }


def event(sequence: int = 1, status: str = "succeeded", **changes: Any) -> dict[str, Any]:
    return {
        "id": f"evn_{sequence}",
        "transaction_id": "tx_1",
        "sequence": sequence,
        "status": status,
        "occurred_at": f"2026-11-19T11:41:0{sequence}.000Z",
        "actor": "customer",
        "code": "approved",
        "message": None,
        "details": {},
        **changes,
    }


def summary(key: str | None = "2026-11-16", money_in: int = 319900, out: int = 472480, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": None, "count": 7, "in": money_in, "out": out, "currency": "SEK", "others": 0, **more}


def summaries(*rows: dict[str, Any], is_capped: bool = False) -> dict[str, Any]:
    return {"data": list(rows), "is_capped": is_capped}
