"""Disputes opened while the sandbox runs are answered and decided; what the demo left open stays open."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from sandbox import life_disputes
from sandbox.payments import services
from sandbox.payments.domain.disputes import DisputeOrder
from sandbox.payments.domain.money import Money
from sandbox.payments.models import Dispute, Transaction

pytestmark = pytest.mark.usefixtures("loaded")


def opened(reason: Any, about: str | None = "tx_elin_norrbo") -> Dispute:
    order = DisputeOrder(reason=reason, amount=Money(10_000, "SEK"), occurred_on=None)
    if about is None:
        day = Transaction.objects.latest("created_at").created_at.date() - timedelta(days=1)
        order = DisputeOrder(reason=reason, amount=Money(10_000, "SEK"), occurred_on=day)
    made = services.dispute_open(customer_id="cus_elin", order=order, operation_id="op_life", transaction_id=about)
    return Dispute.objects.get(id=made.id)


def lived(row: Dispute, seed: int = 1) -> list[str]:
    """Let time pass until nothing more happens, and return the codes of what happened."""
    rng = random.Random(seed)
    for _ in range(6):
        row.refresh_from_db()
        late = row.updated_at + life_disputes.ANSWERS_AFTER
        if row.waiting_on in {"merchant", "operator"}:
            assert life_disputes.dispute_step(row, now=late, rng=rng)
    row.refresh_from_db()
    steps = services.dispute_document(dispute=services.dispute_get(customer_id="cus_elin", dispute_id=row.id))
    return [step["code"] for step in steps["history"]]


def test_the_merchant_answers_in_one_of_three_ways() -> None:
    row = opened("not_received")
    assert not life_disputes.dispute_step(row, now=row.updated_at, rng=random.Random(1))
    codes = lived(row)
    assert codes[2] in {"merchant_agreed", "merchant_offered", "merchant_refused"}
    assert row.status in {"needs_info", "closed"}


@pytest.mark.parametrize("seed", range(6))
def test_every_way_ends_with_the_customer_or_with_a_decision(seed: int) -> None:
    row = opened("not_received")
    codes = lived(row, seed)
    assert codes[-1] in {"merchant_agreed", "merchant_offered", "decided"}
    assert (row.waiting_on, row.status) in {("customer", "needs_info"), (None, "closed")}


def test_a_charge_nobody_knows_is_paid_back_while_it_is_looked_at() -> None:
    row = opened("unrecognised")
    assert lived(row) == ["opened", "taken", "advanced", "decided"]
    assert (row.outcome, row.handler in life_disputes.HANDLERS) == ("customer", True)


def test_a_missing_deposit_is_found() -> None:
    row = opened("missing_deposit", None)
    assert lived(row) == ["opened", "taken", "decided"]
    assert Transaction.objects.get(id=row.refund_transaction_id or "").type == "adjustment"


def test_what_the_demo_left_open_stays_open_and_so_does_what_somebody_closed_first() -> None:
    assert life_disputes.disputes_live() == 0
    row = opened("not_received")
    services.dispute_withdraw(customer_id="cus_elin", dispute_id=row.id, operation_id="op_2")
    assert not life_disputes.dispute_step(row, now=row.updated_at + timedelta(days=1), rng=random.Random(1))
