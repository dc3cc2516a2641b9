"""A small thing now and then, through the payment service, never more than a customer has."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db.models import Sum
from django.test import Client

from sandbox import background, clock, life
from sandbox.bank import services as bank
from sandbox.payments.models import Account, Event, OutboxEvent, Posting, Transaction
from tests.sandbox.seed.conftest import THE_DAY

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set the sandbox's clock to so long after the design's Thursday."""

    def later(**span: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: THE_DAY + timedelta(**span))

    later()
    return later


def happen(what: Callable[[random.Random], str | None], seed: int = 1) -> Transaction:
    """Let it happen with the first seed for which it fits."""
    ids = (what(random.Random(n)) for n in range(seed, seed + 50))
    return Transaction.objects.get(id=next(id_ for id_ in ids if id_))


def test_a_purchase_takes_its_money_and_tells() -> None:
    before = dict(Account.objects.values_list("id", "available"))
    tx = happen(life.purchase_make)
    assert (tx.status, tx.type) == ("succeeded", "payment")
    assert Account.objects.get(id=tx.account_id).available == before[tx.account_id or ""] - tx.amount
    assert list(Event.objects.filter(transaction_id=tx.id).order_by("sequence").values_list("status", flat=True)) == [
        "created",
        "pending",
        "succeeded",
    ]
    assert OutboxEvent.objects.filter(subject=tx.id, type="transaction.succeeded").exists()


def test_what_is_reserved_is_taken_later() -> None:
    tx = happen(life.purchase_reserve)
    assert tx.status == "authorised"
    assert happen(life.reserved_take).id == tx.id
    tx.refresh_from_db()
    assert tx.status == "succeeded"


def test_a_refund_gives_back_all_of_it_once() -> None:
    refund = happen(life.refund_make)
    payment = Transaction.objects.get(id=refund.parent_id)
    assert (payment.refund_state, payment.refunded, payment.related) == ("full", refund.amount, [refund.id])
    assert refund.amount == payment.amount
    assert refund.amount <= life.LARGEST_REFUND
    for seed in range(20):
        life.refund_make(random.Random(seed))
    parents = list(Transaction.objects.filter(type="refund", created_at=THE_DAY).values_list("parent_id", flat=True))
    assert len(parents) == len(set(parents))


def test_a_low_balance_is_filled_up_and_an_empty_account_stays_empty() -> None:
    payout = happen(life.payout_receive)
    assert (payout.type, payout.direction, payout.status) == ("payout", "in", "succeeded")
    for seed in range(30):
        life.payout_receive(random.Random(seed))
    assert Account.objects.get(id="acc_omar_eur").available == 0
    assert Account.objects.get(id="acc_elin_sek").available == 1_248_055


def test_one_request_for_approval_at_a_time(now: Callable[..., None], client: Client) -> None:
    assert life.approval_ask(random.Random(1)) is None  # the demo's own still waits
    now(minutes=31)
    bank.transfers_expire()
    tx = happen(life.approval_ask)
    assert (tx.status, tx.merchant_name) == ("requires_action", "Tågresor Öst")
    assert (
        "Tågresor Öst" in client.get((tx.next_action_url or "").removeprefix("http://localhost:8100")).content.decode()
    )
    assert life.approval_ask(random.Random(1)) is None


def test_what_the_demo_left_open_stays_open() -> None:
    rng = random.Random(7)
    for _ in range(150):
        life.life_step(rng=rng)
    left = Transaction.objects.filter(id__in=("tx_elin_tagresor", "tx_elin_velo", "tx_elin_kapitel_1"))
    assert set(left.values_list("status", flat=True)) == {"requires_action", "pending", "authorised"}


def test_a_long_life_keeps_the_books(loaded: datetime) -> None:
    rng = random.Random(3)
    happened = [life.life_step(rng=rng) for _ in range(200)]
    assert sum(1 for id_ in happened if id_) > 100
    assert not Posting.objects.values("entry_id").annotate(total=Sum("amount")).exclude(total=0).exists()
    assert not Account.objects.filter(available__lt=0).exists()
    assert not Account.objects.filter(held__lt=0).exists()


def test_the_same_seed_is_the_same_life() -> None:
    def lived(seed: int) -> list[tuple[str, int]]:
        first = Transaction.objects.count()
        rng = random.Random(seed)
        for _ in range(5):
            life.purchase_make(rng)
        rows = Transaction.objects.filter(created_at=THE_DAY).order_by("id")
        assert rows.count() >= Transaction.objects.count() - first
        made = list(rows.values_list("merchant_name", "amount"))
        rows.delete()
        return [(name or "", amount) for name, amount in made]

    assert sorted(lived(5)) == sorted(lived(5))


def test_it_runs_about_twice_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[random.Random] = []
    monkeypatch.setattr(life, "life_step", lambda *, rng: happened.append(rng))
    for _ in range(100):
        life.live()
    assert 30 < len(happened) < 70
    assert "life" in background._jobs
