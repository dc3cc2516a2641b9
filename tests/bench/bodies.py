"""What the bench's payment service answers, byte for byte the same each time: a customer's ordinary fortnight."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.builders.payments import (
    account,
    capabilities,
    deposit,
    dispute,
    instrument,
    money,
    page,
    receipt,
    summaries,
    summary,
    transaction,
)

ROWS: Final = 25
SEEN: Final = 100
_NOON: Final = datetime(2026, 11, 19, 13, 5, 12, tzinfo=UTC)
_SHOPS: Final = (
    "Kaffekompaniet Söder", "Lindbergs Livs", "Norra Tåget", "Bokhandeln & Barnen", "Cykelverkstan", "Studio Fyra",
    "Apoteket Hjorten", "Bryggan Restaurang",
)  # fmt: skip


def transactions(count: int = ROWS) -> dict[str, Any]:
    """Return the newest transactions: four a day, of every common kind."""
    return page([_row(number) for number in range(count)], next_cursor="bmV4dC1wYWdl")


def bodies() -> dict[str, bytes]:
    """Return each answer by the beginning of its path, the longer beginnings first."""
    found = {
        "/payments/v1/transactions?limit=100": transactions(SEEN),
        "/payments/v1/transactions?status=": page([deposit(id="tx_wait")]),
        "/payments/v1/transactions/tx_1/receipt": receipt(),
        "/payments/v1/transactions/": transaction(),
        "/payments/v1/transactions": transactions(),
        "/payments/v1/accounts": page([account(), account(id="acc_eur", currency="EUR", balance=_euros())]),
        "/payments/v1/disputes": page([dispute()]),
        "/payments/v1/refund-requests": page([]),
        "/payments/v1/instruments": page([instrument()]),
        "/payments/v1/capabilities": capabilities(),
        "/payments/v1/summaries": summaries(summary(None)),
    }
    return {path: json.dumps(body, ensure_ascii=False).encode() for path, body in found.items()}


def _row(number: int) -> dict[str, Any]:
    when = (_NOON - timedelta(hours=6 * number, minutes=7 * number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    common = {"id": _id(number), "created_at": when, "updated_at": when, "amount": money(1990 + 7919 * number)}
    if number % 8 == 3:
        return deposit(**{**common, "status": "succeeded", "next_action": None, "actions": []})
    shop = _SHOPS[number % len(_SHOPS)]
    changes: dict[str, Any] = {"merchant": {"id": f"mch_{number % 8}", "name": shop}, "description": shop}
    if number % 8 == 5:
        changes |= {"type": "refund", "direction": "in"}
    if number % 8 == 6:
        changes |= {"original_amount": money(1240, "EUR"), "fx_rate": "11.42"}
    if number % 12 == 7:
        changes |= {"status": "failed", "status_reason": "insufficient_funds"}
    if number % 12 == 9:
        changes |= {"instrument": {"kind": "card", "brand": "Visa", "last4": "4242", "label": "Visa ••4242"}}
    return transaction(**common, **changes)


def _id(number: int) -> str:
    """Return an id as long and as random as the sandbox's; letters that repeat would compress too well."""
    return f"tx_01{hashlib.sha256(str(number).encode()).hexdigest()[:24].upper()}"


def _euros() -> dict[str, Any]:
    return {**account()["balance"], "available": money(21540, "EUR"), "pending": money(0, "EUR"), "held": None}
