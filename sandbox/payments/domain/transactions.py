"""The transaction as the core handles it: flat, one field per stored column, and what follows from its fields."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

TYPES: Final = ("deposit", "withdrawal", "payment", "refund", "payout", "fee", "chargeback", "adjustment")
INCOMING: Final = frozenset({"deposit", "refund", "payout", "chargeback"})
DISPUTABLE: Final = frozenset({"payment", "withdrawal"})
DISPUTABLE_FOR: Final = timedelta(days=396)  # 13 months: Directive (EU) 2015/2366, article 71
RECEIPTED: Final = frozenset({"succeeded", "reversed"})
SETTLEMENT_STATES: Final = ("not_applicable", "unsettled", "settled", "returned")
REFUNDABLE_FOR: Final = timedelta(days=30)  # after the payment


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """See `sandbox.payments.models.Transaction`; amounts in minor units, times aware and in UTC."""

    id: str
    customer_id: str
    type: str
    direction: str
    status: str
    amount: int
    currency: str
    from_kind: str
    from_label: str
    to_kind: str
    to_label: str
    created_at: datetime
    updated_at: datetime
    status_reason: str | None = None
    raw_status: str | None = None
    fee: int = 0
    original_amount: int | None = None
    original_currency: str | None = None
    fx_rate: str | None = None
    account_id: str | None = None
    from_detail: str | None = None
    to_detail: str | None = None
    merchant_id: str | None = None
    merchant_name: str | None = None
    merchant_site: str | None = None
    instrument_id: str | None = None
    instrument_kind: str | None = None
    instrument_label: str | None = None
    instrument_brand: str | None = None
    instrument_last4: str | None = None
    description: str | None = None
    ref_customer: str | None = None
    ref_merchant: str | None = None
    ref_provider: str | None = None
    ref_statement: str | None = None
    completed_at: datetime | None = None
    booked_at: datetime | None = None
    expires_at: datetime | None = None
    settlement_state: str = "not_applicable"
    settlement_expected_on: date | None = None
    settled_at: datetime | None = None
    refund_state: str = "none"
    refunded: int = 0
    refundable: int = 0
    cancel_state: str | None = None
    cancel_asked_at: datetime | None = None
    cancel_decide_by: datetime | None = None
    dispute: dict[str, Any] | None = None
    parent_id: str | None = None
    related: list[str] = msgspec.field(default_factory=list)
    consent_id: str | None = None
    next_action_kind: str | None = None
    next_action_url: str | None = None
    return_url: str | None = None
    operation_id: str | None = None
    version: int = 1


COLUMNS: Final = Transaction.__struct_fields__


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a transaction's history; ``sequence`` is the transaction's version after it."""

    id: str
    transaction_id: str
    sequence: int
    status: str
    occurred_at: datetime
    actor: str
    code: str
    message: str | None = None
    details: dict[str, str] = msgspec.field(default_factory=dict)


def search_text(tx: Transaction) -> str:
    """Return what ``q`` looks in, case folded, a line each: merchant, description, references and the other party.

    The customer's own side is left out: its name is on every row, so a search for it would find nothing in particular.
    """
    other = tx.from_label if tx.direction == "in" else tx.to_label
    fields = (tx.merchant_name, tx.merchant_site, tx.description, other, *references(tx))
    return "\n".join(dict.fromkeys(text.casefold() for text in fields if text))


def references(tx: Transaction) -> tuple[str, ...]:
    """Return every reference the transaction carries."""
    return tuple(ref for ref in (tx.ref_customer, tx.ref_merchant, tx.ref_provider, tx.ref_statement) if ref)


def can_retry(tx: Transaction) -> bool:
    """Say whether the customer may try the same again as a new transaction."""
    return tx.type in {"deposit", "withdrawal"} and tx.status in {"failed", "declined"}


def can_cancel(tx: Transaction) -> bool:
    """Say whether the customer may stop it: nothing was approved yet, or the bank can still be asked."""
    waiting = tx.status == "requires_action" or (tx.status == "pending" and tx.direction == "out")
    return waiting and tx.cancel_state is None


def can_keep(tx: Transaction) -> bool:
    """Say whether the customer may take a wish to stop it back."""
    return tx.status == "pending" and tx.cancel_state == "asked"


def refund_until(tx: Transaction) -> datetime | None:
    """Return until when the customer may ask for a refund of a payment to a merchant; None when never."""
    if tx.type != "payment" or tx.merchant_id is None or tx.status != "succeeded" or tx.completed_at is None:
        return None
    return tx.completed_at + REFUNDABLE_FOR


def refundable_now(tx: Transaction, now: datetime) -> int:
    """Return what can still be asked for, in minor units: neither refunded, nor asked for already, nor too old."""
    until = refund_until(tx)
    return tx.refundable if until is not None and now < until else 0


def can_dispute(tx: Transaction, now: datetime) -> bool:
    """Say whether the customer may dispute the transaction: paid, not yet disputed, within the window."""
    return (
        tx.type in DISPUTABLE
        and tx.direction == "out"
        and tx.status == "succeeded"
        and tx.dispute is None
        and tx.amount > tx.refunded
        and now <= tx.created_at + DISPUTABLE_FOR
    )


def can_repeat(tx: Transaction) -> bool:
    """Say whether the customer can order the like again: what they once ordered themselves and what went through."""
    pays = tx.type == "payment" and tx.direction == "out" and bool(tx.merchant_id) and bool(tx.account_id)
    return tx.status == "succeeded" and (pays or tx.type in {"deposit", "withdrawal"})


def actions(tx: Transaction, now: datetime) -> list[dict[str, Any]]:
    """Return what the customer may do ``now``; the backend alone decides this."""
    offered: list[dict[str, Any]] = []
    if tx.status == "requires_action" and tx.next_action_kind:
        offered.append({"name": "continue", "until": tx.expires_at, "requires": []})
    if can_retry(tx):
        offered.append({"name": "retry", "until": None, "requires": []})
    if can_cancel(tx):
        offered.append({"name": "cancel", "until": tx.expires_at, "requires": []})
    if can_keep(tx):
        offered.append({"name": "keep", "until": tx.cancel_decide_by, "requires": []})
    if refundable_now(tx, now) > 0 and not is_disputed(tx):
        offered.append({"name": "refund", "until": refund_until(tx), "requires": []})
    if can_dispute(tx, now):
        offered.append({"name": "dispute", "until": tx.created_at + DISPUTABLE_FOR, "requires": []})
    if can_repeat(tx):
        offered.append({"name": "repeat", "until": None, "requires": []})
    if tx.status in RECEIPTED:
        offered.append({"name": "receipt", "until": None, "requires": []})
    return offered


def is_disputed(tx: Transaction) -> bool:
    """Say whether a dispute about it is open."""
    return tx.dispute is not None and tx.dispute.get("status") != "closed"
