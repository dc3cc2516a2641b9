"""Entities as they go over the wire: JSON-ready dicts, times as RFC 3339 in UTC with milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from sandbox.clock import rfc3339, rfc3339_or_none
from sandbox.payments.domain.cases import Message, message_wire
from sandbox.payments.domain.limits import AmountRange
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.refunds import RefundRequest
from sandbox.payments.domain.transactions import Step, Transaction, actions, can_retry, refundable_now


def money(value: int, currency: str) -> dict[str, Any]:
    return {"value": value, "currency": currency}


def transaction_wire(tx: Transaction) -> dict[str, Any]:
    """Return the Transaction resource, with what may be done with it now."""
    now = plugs.now()
    return {
        "id": tx.id,
        "customer_id": tx.customer_id,
        "type": tx.type,
        "direction": tx.direction,
        "status": tx.status,
        "status_reason": tx.status_reason,
        "can_retry": can_retry(tx),
        "raw_status": tx.raw_status,
        **_amounts(tx),
        "account_id": tx.account_id,
        "from": {"kind": tx.from_kind, "label": tx.from_label, "detail": tx.from_detail},
        "to": {"kind": tx.to_kind, "label": tx.to_label, "detail": tx.to_detail},
        "merchant": _merchant(tx),
        "instrument": _instrument(tx),
        "description": tx.description,
        "references": _references(tx),
        **_times(tx),
        "settlement": _settlement(tx),
        "refund": _refund(tx, now),
        "cancellation": _cancellation(tx),
        "dispute": tx.dispute,
        "parent_id": tx.parent_id,
        "related": tx.related,
        "consent_id": tx.consent_id,
        "next_action": _next_action(tx),
        "actions": [{**action, "until": rfc3339_or_none(action["until"])} for action in actions(tx, now)],
        "version": tx.version,
    }


def refund_request_wire(
    request: RefundRequest, offered: Sequence[dict[str, Any]], messages: Sequence[Message] | None = None
) -> dict[str, Any]:
    """Return the RefundRequest resource with what is ``offered``; lists and events have it without its messages."""
    return {
        **{name: getattr(request, name) for name in _REFUND_REQUEST},
        "merchant": {
            "id": request.merchant_id,
            "name": request.merchant_name,
            "site": request.merchant_site,
            "logo_url": None,
        },
        "amount": money(request.amount, request.currency),
        "decided_amount": None if request.decided_amount is None else money(request.decided_amount, request.currency),
        "created_at": rfc3339(request.created_at),
        "updated_at": rfc3339(request.updated_at),
        "respond_by": rfc3339(request.respond_by),
        "opened_at": rfc3339_or_none(request.opened_at),
        "decided_at": rfc3339_or_none(request.decided_at),
        "actions": [{**action, "until": rfc3339_or_none(action["until"])} for action in offered],
        **({} if messages is None else {"messages": [message_wire(message) for message in messages]}),
    }


def merchant_wire(merchant: Any) -> dict[str, Any]:
    """Return the Merchant resource."""
    return {name: getattr(merchant, name) for name in ("id", "name", "site", "logo_url", "category", "country")}


def step_wire(step: Step) -> dict[str, Any]:
    """Return the Event resource."""
    return {**msgspec.structs.asdict(step), "occurred_at": rfc3339(step.occurred_at)}


def account_wire(
    account: Any,
    *,
    pending: int,
    at: datetime,
    deposit: AmountRange | None = None,
    withdrawal: AmountRange | None = None,
) -> dict[str, Any]:
    """Return the Account resource of a stored account, its balance and what may be moved as it stood ``at``."""
    identification = {"scheme": account.identification_scheme, "masked": account.identification_masked}
    return {
        "id": account.id,
        "customer_id": account.customer_id,
        "name": account.name,
        "kind": account.kind,
        "currency": account.currency,
        "status": account.status,
        "balance": {
            "available": money(account.available, account.currency),
            "pending": money(pending, account.currency),
            "held": money(account.held, account.currency),
            "as_of": rfc3339(at),
        },
        "opened_at": rfc3339(account.created_at),
        "identification": identification if account.identification_scheme else None,
        "deposit_range": msgspec.structs.asdict(deposit) if deposit else None,
        "withdrawal_range": msgspec.structs.asdict(withdrawal) if withdrawal else None,
    }


_REFUND_REQUEST = (
    *("id", "case_number", "customer_id", "transaction_id", "reason", "note", "status"),
    *("refund_transaction_id", "decision_note", "escalated_to", "version"),
)
_INSTRUMENT = ("id", "customer_id", "kind", "label", "status", "brand", "last4", "expiry", "holder", "country")


def instrument_wire(instrument: Any) -> dict[str, Any]:
    """Return the Instrument resource of a stored instrument."""
    fee = instrument.fee
    return {
        **{name: getattr(instrument, name) for name in _INSTRUMENT},
        "verified": instrument.verified,
        "default": instrument.default,
        "usable_for": instrument.usable_for,
        "fee": money(fee, instrument.fee_currency) if fee is not None and instrument.fee_currency else None,
        "hint": instrument.hint,
    }


def _amounts(tx: Transaction) -> dict[str, Any]:
    has_original = tx.original_amount is not None and tx.original_currency is not None
    return {
        "amount": money(tx.amount, tx.currency),
        "fee": money(tx.fee, tx.currency),
        "original_amount": {"value": tx.original_amount, "currency": tx.original_currency} if has_original else None,
        "fx_rate": tx.fx_rate,
    }


def _merchant(tx: Transaction) -> dict[str, Any] | None:
    if not tx.merchant_id:
        return None
    return {"id": tx.merchant_id, "name": tx.merchant_name or "", "site": tx.merchant_site, "logo_url": None}


def _instrument(tx: Transaction) -> dict[str, Any] | None:
    if not tx.instrument_kind:
        return None
    names = ("kind", "label", "brand", "last4")
    return {name: getattr(tx, f"instrument_{name}") for name in names}


def _references(tx: Transaction) -> dict[str, Any]:
    return {name: getattr(tx, f"ref_{name}") for name in ("customer", "merchant", "provider", "statement")}


def _times(tx: Transaction) -> dict[str, Any]:
    return {
        "created_at": rfc3339(tx.created_at),
        "updated_at": rfc3339(tx.updated_at),
        "completed_at": rfc3339_or_none(tx.completed_at),
        "booked_at": rfc3339_or_none(tx.booked_at),
        "expires_at": rfc3339_or_none(tx.expires_at),
    }


def _settlement(tx: Transaction) -> dict[str, Any]:
    expected = tx.settlement_expected_on
    return {
        "state": tx.settlement_state,
        "expected_on": expected.isoformat() if expected else None,
        "settled_at": rfc3339_or_none(tx.settled_at),
    }


def _refund(tx: Transaction, now: datetime) -> dict[str, Any]:
    return {
        "state": tx.refund_state,
        "refunded": money(tx.refunded, tx.currency),
        "refundable": money(refundable_now(tx, now), tx.currency),
    }


def _cancellation(tx: Transaction) -> dict[str, Any] | None:
    if tx.cancel_state is None:
        return None
    asked, decide_by = rfc3339_or_none(tx.cancel_asked_at), rfc3339_or_none(tx.cancel_decide_by)
    return {"state": tx.cancel_state, "asked_at": asked, "decide_by": decide_by}


def _next_action(tx: Transaction) -> dict[str, Any] | None:
    if tx.status != "requires_action" or not tx.next_action_kind:
        return None
    return {"kind": tx.next_action_kind, "url": tx.next_action_url, "expires_at": rfc3339_or_none(tx.expires_at)}
