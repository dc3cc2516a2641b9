"""Disputes go on by themselves while the sandbox runs: the merchant answers, the operator looks and decides.

What the demo data left open on purpose is left alone, and so is whatever waits for the customer. Everything goes
through the payment service's own use cases.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from sandbox import clock
from sandbox.background import every
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.money import Money
from sandbox.payments.models import Dispute
from sandbox.payments.services import dispute_advance, dispute_answer, dispute_decide, dispute_take

LOOKS_AFTER: Final = timedelta(seconds=20)
ANSWERS_AFTER: Final = timedelta(minutes=3)  # time to answer by hand in the merchant's console
HANDLERS: Final = ("Amira H.", "Jonas L.")
_FOUND: Final = "We found it: the transfer had no payment number in it. It is in your balance now."
_THEIRS: Final = "The payment was made from a device that is not yours. The money you got back is yours to keep."
_WON: Final = "We have looked at what you and the merchant sent, and agree with you. The money is in your balance."
_LOST: Final = (
    "We have looked at what you and the merchant sent. The merchant did what was agreed, so it stays as it is."
)
_TAKEN: Final = "Thank you for telling us. I look at it now and write to you here."
_ANSWERS: Final = (
    (1, "You are right, and we are sorry. We pay it all back."),
    (2, "We cannot say for certain what happened. We would pay back half of it."),
    (0, "Our papers say that everything was delivered as agreed."),
)
_rng = random.Random(20261120)  # noqa: S311 -- a repeatable life is wanted, no secret


@every(5, "life-disputes")
def disputes_live() -> int:
    """Take every dispute that somebody opened or went on with here one step on, when it is time; return how many."""
    moved = Q(operation_id__isnull=False) | Q(status="under_review")
    opened = Dispute.objects.filter(moved, waiting_on__in=("merchant", "operator"))
    return sum(dispute_step(row, now=clock.now(), rng=_rng) for row in opened.order_by("updated_at")[:50])


def dispute_step(row: Dispute, *, now: datetime, rng: random.Random) -> bool:
    """Let whoever's turn it is act; False when it is too early, or somebody was first."""
    waited = now - row.updated_at
    try:
        if row.waiting_on == "merchant":
            return waited >= ANSWERS_AFTER and _answered(row, rng)
        if row.handler is None:
            return waited >= LOOKS_AFTER and _taken(row, rng)
        return waited >= ANSWERS_AFTER and _decided(row, rng)
    except Refused:
        return False


def _answered(row: Dispute, rng: random.Random) -> bool:
    share, note = rng.choice(_ANSWERS)
    offer = Money(max(1, row.amount // share), row.currency) if share else None
    dispute_answer(dispute_id=row.id, merchant_id=row.merchant_id or "", offer=offer, note=note)
    return True


def _taken(row: Dispute, rng: random.Random) -> bool:
    dispute_take(dispute_id=row.id, handler=rng.choice(HANDLERS), note=_TAKEN)
    if row.kind == "unknown_charge" and row.transaction_id is not None:
        dispute_advance(dispute_id=row.id)
    return True


def _decided(row: Dispute, rng: random.Random) -> bool:
    won = {"missing_deposit": _FOUND, "unknown_charge": _THEIRS}.get(row.kind, _WON)
    is_won = row.kind != "dispute" or rng.choice((True, False))
    dispute_decide(
        dispute_id=row.id,
        outcome="customer" if is_won else "merchant",
        handler=row.handler or HANDLERS[0],
        note=won if is_won else _LOST,
    )
    return True
