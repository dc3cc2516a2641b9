"""What the bank reports: once each, in any order, and never more than the status machine allows."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from sandbox.payments import models, services
from sandbox.payments.domain.errors import Refused
from sandbox.payments.models import Transaction
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import START, account_make, transaction_make

pytestmark = pytest.mark.django_db


def says(reference: str, state: str, code: str | None = None) -> None:
    services.bank_answered(
        reference=reference, transfer_id="trf_9", state=state, code=code, message=None, at=START + timedelta(seconds=6)
    )


def deposit(account: models.Account, status: str = "requires_action") -> Any:
    return transaction_make(
        type="deposit",
        direction="in",
        status=status,
        amount=50_000,
        account_id=account.id,
        from_kind="instrument",
        from_label="Östra Sparbank ••2104",
        to_kind="account",
        to_label="Main account",
        next_action_kind="redirect",
        next_action_url="http://bank.test/1",
        created_at=START,
    )


def row(id_: str) -> Transaction:
    return Transaction.objects.get(id=id_)


def test_an_accepted_deposit_is_in_the_balance_at_once_and_settles_later() -> None:
    account = account_make()
    tx = deposit(account)
    says(tx.id, "accepted", "ACSC")
    after = row(tx.id)
    assert (after.status, after.settlement_state, after.raw_status) == ("succeeded", "unsettled", "ACSC")
    assert after.settlement_expected_on == date(2026, 11, 20)
    assert after.completed_at == START + timedelta(seconds=6)
    account.refresh_from_db()
    assert account.available == 50_000
    says(tx.id, "settled")
    settled = row(tx.id)
    assert (settled.status, settled.settlement_state, settled.version) == ("succeeded", "settled", 3)
    assert models.OutboxEvent.objects.filter(subject=tx.id, type="transaction.settled", sequence=3).count() == 1


def test_friday_s_deposit_settles_on_monday() -> None:
    tx = deposit(account_make())
    services.bank_answered(
        reference=tx.id, transfer_id="t", state="accepted", code=None, message=None, at=START + timedelta(days=1)
    )
    assert row(tx.id).settlement_expected_on == date(2026, 11, 23)


@pytest.mark.parametrize("before", ["accepted", "settled"])
def test_a_return_reverses_it_and_is_a_row_of_its_own(owner: Caller, before: str) -> None:
    account = account_make()
    tx = deposit(account)
    says(tx.id, before)
    says(tx.id, "returned", "AC14")
    shown = owner.get(f"/v1/transactions/{tx.id}").json()
    assert (shown["status"], shown["direction"], shown["amount"]["value"]) == ("reversed", "in", 50_000)
    assert (shown["settlement"]["state"], shown["status_reason"]) == ("returned", "AC14")
    counter = owner.get(f"/v1/transactions/{shown['related'][0]}").json()
    assert (counter["type"], counter["direction"], counter["status"]) == ("adjustment", "out", "succeeded")
    assert (counter["parent_id"], counter["related"], counter["amount"]) == (tx.id, [tx.id], shown["amount"])
    assert (counter["from"]["label"], counter["to"]["label"]) == ("Main account", "Östra Sparbank ••2104")
    account.refresh_from_db()
    assert account.available == 0
    says(tx.id, "returned", "AC14")
    assert Transaction.objects.count() == 2


def test_a_return_may_leave_less_than_nothing() -> None:
    account = account_make()
    tx = deposit(account)
    says(tx.id, "accepted")
    transaction_make(account_id=account.id, amount=30_000)
    says(tx.id, "returned")
    account.refresh_from_db()
    assert account.available == -30_000
    assert models.OutboxEvent.objects.filter(type="balance.negative", subject=account.id).count() == 1


def test_a_returned_withdrawal_comes_back_into_the_balance() -> None:
    account = account_make(opening=100_000)
    tx = transaction_make(type="withdrawal", status="pending", amount=20_000, account_id=account.id)
    says(tx.id, "returned")
    account.refresh_from_db()
    assert (account.available, account.held) == (100_000, 0)
    assert Transaction.objects.get(parent_id=tx.id).direction == "in"


@pytest.mark.parametrize("order", list(itertools.permutations(["pending", "accepted", "settled", "returned"])))
def test_any_order_of_the_same_reports_ends_alike(order: tuple[str, ...]) -> None:
    account = account_make()
    tx = deposit(account)
    for state in (*order, *order):
        says(tx.id, state)
    after = row(tx.id)
    assert (after.status, after.settlement_state) == ("reversed", "returned")
    account.refresh_from_db()
    assert account.available == 0
    assert Transaction.objects.filter(parent_id=tx.id).count() == 1
    assert not models.Event.objects.filter(code="bank_answer_refused").exists()


@pytest.mark.parametrize("state", ["accepted", "declined", "failed", "cancelled", "expired", "pending", "settled"])
def test_a_report_twice_is_once(state: str) -> None:
    tx = deposit(account_make())
    says(tx.id, state)
    first = row(tx.id).version
    says(tx.id, state)
    assert row(tx.id).version == first


@pytest.mark.parametrize("late", ["accepted", "settled", "returned"])
@pytest.mark.parametrize("ended", ["expired", "cancelled", "declined"])
def test_money_for_an_ended_deposit_is_refused_and_kept_in_the_history_once(late: str, ended: str) -> None:
    account = account_make()
    tx = deposit(account)
    says(tx.id, ended)
    says(tx.id, late)
    says(tx.id, late)
    assert row(tx.id).status == ended
    account.refresh_from_db()
    assert account.available == 0
    assert models.Event.objects.filter(transaction_id=tx.id, code="bank_answer_refused").count() == 1


def test_a_request_for_approval_that_comes_after_the_approval_changes_nothing() -> None:
    tx = deposit(account_make(), status="pending")
    says(tx.id, "needs_approval")
    assert row(tx.id).status == "pending"


def test_what_is_no_report_is_refused() -> None:
    tx = deposit(account_make())
    with pytest.raises(ValueError, match="not a state"):
        says(tx.id, "teleported")
    with pytest.raises(Refused, match="not_found"):
        says("tx_none", "accepted")


def test_a_move_of_nothing_is_none() -> None:
    cause = services.Cause(actor="system", code="x", at=START)
    assert services.transaction_advance(transaction_id="tx_none", status="succeeded", cause=cause) is None


def test_one_operation_never_has_two_rows() -> None:
    transaction_make(operation_id="op_1")
    with pytest.raises(Refused, match="idempotency_in_progress"):
        transaction_make(operation_id="op_1")
    assert Transaction.objects.filter(operation_id="op_1").count() == 1


def test_an_id_used_twice_is_a_fault_of_ours_and_loud() -> None:
    transaction_make(id="tx_same")
    with pytest.raises(IntegrityError):
        transaction_make(id="tx_same")


def test_loaded_history_is_told_to_nobody() -> None:
    tx = transaction_make(record=False)
    cause = services.Cause(actor="system", code="created", at=START)
    services.transaction_record(tx=tx, cause=cause, publish=False)
    assert models.Event.objects.filter(transaction_id=tx.id).count() == 1
    assert not models.OutboxEvent.objects.exists()


@pytest.mark.parametrize(("direction", "kind"), [("in", "deposit"), ("out", "withdrawal")])
def test_a_return_gives_the_fee_back_too_and_leaves_every_book_as_it_was(direction: str, kind: str) -> None:
    account = account_make(opening=100_000)
    tx = transaction_make(
        type=kind, direction=direction, status="pending", amount=50_000, fee=750, account_id=account.id
    )
    says(tx.id, "accepted")
    fees = models.Posting.objects.filter(book="fees:SEK")
    assert sum(posting.amount for posting in fees) == 750
    says(tx.id, "returned")
    account.refresh_from_db()
    assert account.available == 100_000
    for book in ("fees:SEK", "clearing:SEK"):
        assert sum(posting.amount for posting in models.Posting.objects.filter(book=book)) == 0


@pytest.mark.another_version
def test_a_status_this_machine_does_not_know_is_left_as_it_is() -> None:
    tx = transaction_make(status="held_by_scheme")
    for state in ("accepted", "settled", "returned", "pending"):
        says(tx.id, state)
    assert row(tx.id).status == "held_by_scheme"
