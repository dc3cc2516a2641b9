"""Disputes as the wire has them: JSON-ready dicts, times as RFC 3339 in UTC with milliseconds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.clock import rfc3339, rfc3339_or_none
from sandbox.payments.domain.cases import CaseStep, Message, case_step_wire, message_wire
from sandbox.payments.domain.disputes.dispute import Dispute
from sandbox.payments.domain.disputes.turns import dispute_actions


def dispute_ref(dispute: Dispute) -> dict[str, Any]:
    """Return what the disputed transaction says of it."""
    return {"id": dispute.id, "status": dispute.status, "outcome": dispute.outcome}


def dispute_wire(dispute: Dispute, steps: list[CaseStep], now: datetime) -> dict[str, Any]:
    """Return the Dispute resource without its messages: as lists and events show it."""
    return {
        "id": dispute.id,
        "case_number": dispute.case_number,
        "kind": dispute.kind,
        "customer_id": dispute.customer_id,
        "transaction_id": dispute.transaction_id,
        "merchant": _merchant(dispute),
        "amount": _money(dispute.amount, dispute),
        "reason": dispute.reason,
        "note": dispute.note,
        "should_have_been": _money(dispute.should_have_been, dispute),
        "occurred_on": dispute.occurred_on.isoformat() if dispute.occurred_on else None,
        "statement_text": dispute.statement_text,
        "instrument": _instrument(dispute),
        **_standing(dispute),
        "history": [case_step_wire(step) for step in steps],
        "actions": [{"name": name, "until": None, "requires": []} for name in dispute_actions(dispute, now)],
        "version": dispute.version,
    }


def dispute_whole(dispute: Dispute, steps: list[CaseStep], messages: list[Message], now: datetime) -> dict[str, Any]:
    """Return the Dispute resource with its messages."""
    return {**dispute_wire(dispute, steps, now), "messages": [message_wire(message) for message in messages]}


def _standing(dispute: Dispute) -> dict[str, Any]:
    return {
        "status": dispute.status,
        "outcome": dispute.outcome,
        "waiting_on": dispute.waiting_on,
        "respond_by": rfc3339_or_none(dispute.respond_by),
        "offer": _offer(dispute),
        "escalated_at": rfc3339_or_none(dispute.escalated_at),
        "created_at": rfc3339(dispute.created_at),
        "updated_at": rfc3339(dispute.updated_at),
        "closed_at": rfc3339_or_none(dispute.closed_at),
        "refund_transaction_id": dispute.refund_transaction_id,
        "refund_request_id": dispute.refund_request_id,
        "handler": dispute.handler,
    }


def _merchant(dispute: Dispute) -> dict[str, Any] | None:
    if dispute.merchant_id is None:
        return None
    return {
        "id": dispute.merchant_id,
        "name": dispute.merchant_name or "",
        "site": dispute.merchant_site,
        "logo_url": None,
    }


def _instrument(dispute: Dispute) -> dict[str, Any] | None:
    if dispute.instrument_kind is None:
        return None
    return {name: getattr(dispute, f"instrument_{name}") for name in ("kind", "label", "brand", "last4")}


def _offer(dispute: Dispute) -> dict[str, Any] | None:
    if dispute.offer_amount is None:
        return None
    return {"amount": _money(dispute.offer_amount, dispute), "by": dispute.offer_by, "note": dispute.offer_note}


def _money(value: int | None, dispute: Dispute) -> dict[str, Any] | None:
    return None if value is None else {"value": value, "currency": dispute.currency}
