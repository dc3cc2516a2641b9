"""What the customer has and what the service can do: accounts, instruments, merchants, capabilities."""

from __future__ import annotations

from typing import Any

from tests.builders.payments.common import CUSTOMER, money


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


def balance_at(booked: int = 1248055, available: int | None = None, **changes: Any) -> dict[str, Any]:
    held = booked if available is None else available
    return {"available": money(held), "booked": money(booked), "at": "2026-11-19T13:05:12.000Z", **changes}
