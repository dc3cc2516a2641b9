"""How transactions usually go: the steps of each kind and end, as seconds after the start."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sandbox.seed.moments import span
from sandbox.seed.shapes import Row, Step


def step(after: float | str, status: str, actor: str, code: str, **details: str) -> Step:
    """One event; ``after`` is seconds or ``H:MM:SS``."""
    wait = span(after) if isinstance(after, str) else timedelta(seconds=after)
    return Step(wait, status, actor, code, details)


def step_on(days: int, at: str, status: str, actor: str, code: str, **details: str) -> Step:
    """One event so many days ago at a time of day, however long that is after the beginning."""
    return Step(timedelta(), status, actor, code, details, on=(days, at))


_ORDERED: Final = step(0, "created", "customer", "created")
_GIVEN: Final = step(0, "created", "merchant", "created")
_APPROVED: Final = step(13, "pending", "customer", "approved")
_SENT: Final = step(1, "pending", "system", "bank_pending")
_ASKED: Final = step(1, "requires_action", "system", "approval_requested")

# By "type status", then by type alone for an end that needs no steps of its own.
_FLOWS: Final[dict[str, tuple[Step, ...]]] = {
    "payment succeeded": (_ORDERED, _APPROVED, step(17, "succeeded", "bank", "bank_accepted")),
    "payment pending": (_ORDERED, _APPROVED, step(14, "pending", "system", "bank_pending")),
    "payment authorised": (_ORDERED, _APPROVED, step(14, "authorised", "bank", "reserved")),
    "payment requires_action": (_ORDERED, step(1, "requires_action", "system", "approval_requested")),
    "payment declined": (_ORDERED, _APPROVED, step(16, "declined", "bank", "bank_declined")),
    "payment failed": (_ORDERED, _APPROVED, step(26, "failed", "bank", "bank_failed")),
    "payment cancelled": (_ORDERED, _APPROVED, step(95, "cancelled", "customer", "cancelled")),
    "payment expired": (_ORDERED, _ASKED, step("0:30:00", "expired", "system", "expired")),
    "deposit succeeded": (_ORDERED, _ASKED, step(8, "succeeded", "bank", "bank_accepted")),
    "deposit pending": (_ORDERED, _ASKED, step(11, "pending", "bank", "bank_timed_out")),
    "deposit declined": (_ORDERED, _ASKED, step(21, "declined", "bank", "bank_declined")),
    "deposit failed": (_ORDERED, step(2, "failed", "bank", "bank_failed")),
    "deposit expired": (_ORDERED, _ASKED, step("0:15:00", "expired", "system", "expired")),
    "withdrawal succeeded": (_ORDERED, _SENT, step(7, "succeeded", "bank", "bank_accepted")),
    "withdrawal failed": (_ORDERED, _SENT, step(3, "failed", "bank", "bank_failed")),
    "withdrawal cancelled": (_ORDERED, _SENT, step(40, "cancelled", "customer", "cancelled")),
    "refund succeeded": (_GIVEN, step(3, "succeeded", "bank", "bank_accepted")),
    "payout succeeded": (_GIVEN, step(4, "succeeded", "bank", "bank_accepted")),
    "chargeback succeeded": (step(0, "succeeded", "system", "chargeback_booked"),),
    "adjustment succeeded": (step(0, "succeeded", "bank", "return_booked"),),
}


def flow(row: Row) -> tuple[Step, ...]:
    """The steps of a row: its own, else the usual ones of its kind and end."""
    return row.steps or _FLOWS[f"{row.type} {row.status}"]
