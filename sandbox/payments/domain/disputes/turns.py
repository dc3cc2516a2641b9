"""Whose turn it is, until when, and what the customer may do."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from sandbox.payments.domain.cases import MOST_MESSAGES, end_of_day_on, working_days_on
from sandbox.payments.domain.disputes.dispute import Dispute

MERCHANT_ANSWERS_IN: Final = timedelta(days=5)
OPERATOR_DECIDES_IN: Final = timedelta(days=15)
_CUSTOMER_DECIDES_ON: Final = 14  # days after opening
_AT_LEAST: Final = 5  # days the customer has for a late answer
_DEPOSIT_ANSWERED_ON: Final = 3  # working days
_CLOSING, _NOON = time(17), time(12)


def kind_of(reason: str) -> str:
    """Return what a case of this reason is called."""
    return {"missing_deposit": "missing_deposit", "unrecognised": "unknown_charge"}.get(reason, "dispute")


def first_turn(kind: str, merchant_id: str | None, at: datetime) -> tuple[str, datetime]:
    """Return who owes the first answer, and by when."""
    if kind == "dispute" and merchant_id:
        return "merchant", at + MERCHANT_ANSWERS_IN
    return "operator", operator_decides_by(kind, at)


def operator_decides_by(kind: str, at: datetime) -> datetime:
    """Return when we owe a decision on what came to us ``at``."""
    if kind == "missing_deposit":
        return working_days_on(at, _DEPOSIT_ANSWERED_ON, _CLOSING)
    return at + OPERATOR_DECIDES_IN


def customer_decides_by(opened_at: datetime, at: datetime) -> datetime:
    """Return until when the customer may decide on what was put to them ``at``."""
    return max(end_of_day_on(opened_at, _CUSTOMER_DECIDES_ON), end_of_day_on(at, _AT_LEAST))


def escalation_answered_by(at: datetime) -> datetime:
    """Return when an escalated case is answered: noon of the next working day."""
    return working_days_on(at, 1, _NOON)


def dispute_actions(dispute: Dispute, now: datetime) -> list[str]:
    """Return what the customer may do now; the backend alone decides this."""
    if dispute.status == "closed":
        return []
    offered = [("message", dispute.messages < MOST_MESSAGES), ("withdraw", True)]
    decides = dispute.waiting_on == "customer" and dispute.offer_amount is not None
    offered += [("accept", decides), ("decline", decides), ("escalate", is_late(dispute, now))]
    return [name for name, is_possible in offered if is_possible]


def is_late(dispute: Dispute, now: datetime) -> bool:
    """Say whether somebody else than the customer has let the promised date pass, for the first time."""
    late = dispute.respond_by is not None and dispute.respond_by < now
    return late and dispute.waiting_on != "customer" and dispute.escalated_at is None and dispute.status != "closed"
