"""Double entry: whatever happens in whatever order, the books sum to zero and say what the balances say."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db.models import Q, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sandbox.payments import services
from sandbox.payments.domain import ledger
from sandbox.payments.domain.errors import Refused
from sandbox.payments.models import Account, LedgerEntry, Posting, Transaction
from tests.sandbox.payments.people import START, account_make, transaction_make

MOVE = st.tuples(
    st.sampled_from(["deposit", "payment", "withdrawal", "fee", "refund"]),
    st.integers(1, 10**9),
    st.integers(0, 500),
    st.lists(
        st.sampled_from(
            ["pending", "authorised", "succeeded", "declined", "cancelled", "failed", "settled", "returned"]
        ),
        max_size=5,
    ),
)
INCOMING = {"deposit", "refund"}


def book(name: str) -> int:
    return Posting.objects.filter(book=name).aggregate(sum=Sum("amount"))["sum"] or 0


def live(account: Account, move: tuple[str, int, int, list[str]]) -> None:
    """Make one transaction and push it through the wished steps; the machine refuses what it must."""
    kind, amount, fee, steps = move
    direction = "in" if kind in INCOMING else "out"
    tx = transaction_make(
        type=kind,
        direction=direction,
        status="created",
        amount=amount,
        fee=fee,
        account_id=account.id,
        created_at=START,
    )
    for step in steps:
        with contextlib.suppress(Refused):
            _push(tx.id, step)


def _push(transaction_id: str, step: str) -> None:
    if step in {"settled", "returned"}:
        report: dict[str, Any] = {"transfer_id": "trf", "state": step, "code": None, "message": None, "at": START}
        services.bank_answered(reference=transaction_id, **report)
        return
    cause = services.Cause(actor="system", code=step, at=START)
    services.transaction_advance(transaction_id=transaction_id, status=step, cause=cause)


def assert_balanced(account: Account) -> None:
    assert (Posting.objects.aggregate(sum=Sum("amount"))["sum"] or 0) == 0
    for entry in LedgerEntry.objects.all():
        lines = Posting.objects.filter(entry_id=entry.id)
        assert len(lines) >= 2
        assert sum(line.amount for line in lines) == 0
    account.refresh_from_db()
    assert account.available == book(f"available:{account.id}")
    assert account.held == book(f"held:{account.id}")
    assert account.held >= 0


class BooksBalance(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(MOVE, max_size=6))
    def test_after_any_sequence_of_operations(self, moves: list[tuple[str, int, int, list[str]]]) -> None:
        account = account_make(opening=1_000_000)
        for move in moves:
            live(account, move)
        assert_balanced(account)
        reserving = Q(status__in=("pending", "authorised")) | Q(status="created", type="withdrawal")
        holding = Transaction.objects.filter(reserving, account_id=account.id, direction="out")
        assert account.held == sum(tx.amount for tx in holding)
        moved = Transaction.objects.filter(account_id=account.id, status__in=("succeeded", "reversed"))
        sums = sum(tx.amount if tx.direction == "in" else -tx.amount for tx in moved)
        assert account.available + account.held == 1_000_000 + sums


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "available", "held"),
    [("pending", 90_000, 10_000), ("succeeded", 90_000, 0), ("declined", 100_000, 0), ("cancelled", 100_000, 0)],
)
def test_money_out_is_held_then_posted_or_released(status: str, available: int, held: int) -> None:
    account = account_make(opening=100_000)
    tx = transaction_make(status="pending", amount=10_000, fee=500, account_id=account.id, merchant_id="mch_1")
    if status != "pending":
        services.transaction_advance(
            transaction_id=tx.id, status=status, cause=services.Cause(actor="bank", code="x", at=START)
        )
    account.refresh_from_db()
    assert (account.available, account.held) == (available, held)
    if status == "succeeded":
        assert (book("merchant:mch_1"), book("fees:SEK")) == (9_500, 500)
    assert_balanced(account)


@pytest.mark.django_db
def test_a_deposit_is_credited_before_it_is_settled_and_leaves_clearing_even_after() -> None:
    account = account_make()
    tx = transaction_make(type="deposit", direction="in", status="succeeded", amount=5_000, account_id=account.id)
    assert (book(f"available:{account.id}"), book("clearing:SEK"), book("cash:SEK")) == (5_000, -5_000, 0)
    services.bank_answered(reference=tx.id, transfer_id="t", state="settled", code=None, message=None, at=START)
    assert (book(f"available:{account.id}"), book("clearing:SEK"), book("cash:SEK")) == (5_000, 0, -5_000)


@pytest.mark.django_db
def test_a_payment_from_a_bank_account_of_the_customer_s_own_leaves_their_balance_alone() -> None:
    account = account_make(opening=1_000)
    transaction_make(account_id=None, merchant_id="mch_1", amount=31_850)
    account.refresh_from_db()
    assert (account.available, book("merchant:mch_1")) == (1_000, 31_850)


@pytest.mark.parametrize("lines", [(("a", 1), ("b", -2)), (("a", 0),), (("a", 5),)])
def test_an_entry_that_does_not_balance_cannot_be_made(lines: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(ValueError, match="do not balance"):
        ledger.Entry("post", "SEK", tuple(ledger.Line(*line) for line in lines))


@pytest.mark.django_db
def test_a_balance_under_zero_is_told() -> None:
    from sandbox.payments.models import OutboxEvent

    account = account_make(opening=100)
    transaction_make(account_id=account.id, amount=300)
    event = OutboxEvent.objects.get(type="balance.negative")
    assert event.subject == account.id
    assert msgspec.json.decode(event.body)["data"]["object"]["balance"]["available"]["value"] == -200
    assert timedelta(0) <= event.due_at - event.created_at
