"""What the payment service sends, as wire dictionaries. Proven against the live sandbox in tests/contract."""

from __future__ import annotations

import hashlib
from typing import Any

CUSTOMER = "cus_elin"


def money(value: int = 6200, currency: str = "SEK") -> dict[str, Any]:
    return {"value": value, "currency": currency}


def account(**changes: Any) -> dict[str, Any]:
    return {
        "id": "acc_sek",
        "customer_id": CUSTOMER,
        "name": "Balance in krona",
        "kind": "wallet",
        "currency": "SEK",
        "status": "active",
        "balance": {
            "available": money(1248055),
            "pending": money(0),
            "held": money(70530),
            "as_of": "2026-11-19T13:05:12.000Z",
        },
        "opened_at": "2019-03-12T13:05:12.000Z",
        "identification": {"scheme": "internal", "masked": "••0027"},
        "deposit_range": {"currency": "SEK", "min": 5000, "max": 200000, "left": 200000, "window": "month"},
        "withdrawal_range": {"currency": "SEK", "min": 100, "max": 1248055, "left": 2000000, "window": "day"},
        **changes,
    }


def instrument(**changes: Any) -> dict[str, Any]:
    return {
        "id": "ins_ostra",
        "customer_id": CUSTOMER,
        "kind": "bank_account",
        "brand": "Östra Sparbank",
        "label": "Östra Sparbank ••2104",
        "last4": "2104",
        "expiry": None,
        "holder": "Elin Sandberg",
        "country": "SE",
        "verified": True,
        "default": True,
        "usable_for": ["deposit", "withdrawal", "payment"],
        "status": "active",
        "fee": None,
        "hint": "Salary account",
        **changes,
    }


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


def merchant(**changes: Any) -> dict[str, Any]:
    """A merchant the customer dealt with."""
    return {
        "id": "mch_kaffe",
        "name": "Kaffekompaniet Söder",
        "site": "kaffe.example",
        "logo_url": None,
        "category": "cafe",
        "country": "SE",
        **changes,
    }


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


def page(items: list[dict[str, Any]], *, next_cursor: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "data": items,
        "page": {"limit": 25, "next_cursor": next_cursor, "prev_cursor": None},
        "as_of": "2026-11-19T13:05:12.000Z",
        **more,
    }


def receipt(**changes: Any) -> dict[str, Any]:
    """The receipt of a bookshelf; change ``transaction`` together with ``lines`` and ``tax``."""
    paid = transaction(
        id="tx_1",
        amount=money(124900),
        **{"from": {"kind": "account", "label": "Elin Sandberg", "detail": "Balance in krona"}},
        to={"kind": "merchant", "label": "Norrbo Interiör AB", "detail": "Luleå, Sweden"},
        merchant={"id": "mch_norrbo", "name": "Norrbo Interiör", "site": "norrbo.example", "logo_url": None},
        references={"customer": None, "merchant": "NI-204417", "provider": "261844079913", "statement": None},
        completed_at="2026-11-18T18:37:25.000Z",
        refund={"state": "none", "refunded": money(0), "refundable": money(124900)},
        actions=[{"name": "receipt", "until": None, "requires": []}],
    )
    return {
        "number": "R-2026-118-40713",
        "issued_at": "2026-11-18T18:37:26.000Z",
        "transaction": paid,
        "issuer": {"name": "Pay Example AB", "org_no": "559048-2210", "address": "Skeppsbron 20, 111 30 Stockholm"},
        "payer": {"name": "Elin Sandberg"},
        "payee": {
            "name": "Norrbo Interiör AB",
            "address": "Storgatan 14, 972 31 Luleå",
            "org_no": "559123-4404",
            "vat_no": "SE559123440401",
        },
        "lines": [
            {"text": "Bookshelf, oak, 1 pc", "amount": money(115000)},
            {"text": "Delivery", "amount": money(9900)},
        ],
        "tax": [{"rate": "25", "base": money(99920), "amount": money(24980)}],
        **changes,
    }


def capabilities(**levels: str) -> dict[str, Any]:
    features = {
        "transactions.list": "native",
        "transactions.detail": "native",
        "transactions.search": "native",
        "transactions.ids": "native",
        "transactions.events": "native",
        "accounts": "native",
        "deposits": "native",
        "withdrawals": "native",
        "payments.create": "native",
        "merchants": "native",
        "instruments": "native",
        "summaries": "native",
        "refunds.read": "native",
        "refunds.request": "native",
        "disputes.read": "native",
        "disputes.create": "native",
        "receipts": "native",
        "balances.history": "native",
        "transactions.booked": "native",
        **levels,
    }
    return {
        "contract": "1.0",
        "backend": "sandbox",
        "features": {name: {"level": level} for name, level in features.items()},
        "currencies": ["SEK", "EUR"],
        "limits": {"page": 100, "transactions_page": 500},
    }


def summary(key: str | None = "2026-11-16", money_in: int = 319900, out: int = 472480, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": None, "count": 7, "in": money_in, "out": out, "currency": "SEK", "others": 0, **more}


def summaries(*rows: dict[str, Any], is_capped: bool = False) -> dict[str, Any]:
    return {"data": list(rows), "is_capped": is_capped}


def problem(status: int, code: str, **more: Any) -> dict[str, Any]:
    return {
        "type": f"https://selfcare.dev/problems/{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": "Upstream's own words, which nobody may see.",
        "request_id": "req_upstream",
        "retryable": False,
        **more,
    }


def balance_at(booked: int = 1248055, available: int | None = None, **changes: Any) -> dict[str, Any]:
    held = booked if available is None else available
    return {"available": money(held), "booked": money(booked), "at": "2026-11-19T13:05:12.000Z", **changes}
