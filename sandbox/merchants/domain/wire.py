"""A transaction as its merchant sees it: JSON-ready dicts. What only the customer may know is left out: the address of
the bank's approval page, which lets whoever has it approve, and the customer's account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sandbox.clock import rfc3339, rfc3339_or_none
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import money

TYPES: Final = ("payment", "refund", "payout", "chargeback")
CANCELLABLE: Final = frozenset({"created", "requires_action", "authorised"})


def actions(tx: Transaction) -> list[str]:
    """Return what the merchant may do with it now; each order checks again."""
    if tx.type != "payment":
        return []
    offered = {
        "capture": tx.status == "authorised",
        "cancel": tx.status in CANCELLABLE,
        "refund": tx.status == "succeeded" and tx.refundable > 0,
    }
    return [name for name, possible in offered.items() if possible]


def payment_wire(tx: Transaction, emails: Mapping[str, str]) -> dict[str, Any]:
    """Return the MerchantPayment resource; ``emails`` are those of the customers, by id."""
    return {
        "id": tx.id,
        "merchant_id": tx.merchant_id,
        "type": tx.type,
        "status": tx.status,
        "status_reason": tx.status_reason,
        **_amounts(tx),
        "customer": {"id": tx.customer_id, "email": emails.get(tx.customer_id)},
        "instrument": _instrument(tx),
        "reference": tx.ref_merchant,
        "description": tx.description,
        "created_at": rfc3339(tx.created_at),
        "updated_at": rfc3339(tx.updated_at),
        "completed_at": rfc3339_or_none(tx.completed_at),
        "expires_at": rfc3339_or_none(tx.expires_at),
        "settlement": tx.settlement_state,
        "parent_id": tx.parent_id,
        "related": tx.related,
        "actions": actions(tx),
        "version": tx.version,
    }


def _amounts(tx: Transaction) -> dict[str, Any]:
    captured = tx.amount if tx.status in {"succeeded", "reversed"} else 0
    return {
        "amount": money(tx.amount, tx.currency),
        "captured": money(captured, tx.currency),
        "refunded": money(tx.refunded, tx.currency),
        "refundable": money(tx.refundable if tx.status == "succeeded" else 0, tx.currency),
    }


def _instrument(tx: Transaction) -> dict[str, Any] | None:
    if not tx.instrument_kind:
        return None
    return {name: getattr(tx, f"instrument_{name}") for name in ("kind", "label", "brand", "last4")}
