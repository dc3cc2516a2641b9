"""The idempotency matrix: missing, replay, changed body, in flight, after 5xx, killed, parallel."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from sandbox.clock import now
from sandbox.payments import models, services
from sandbox.payments.domain.ports import BankUnavailableError
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, OWNER, ScriptedBank, account_make, deposit_body, limit_make


def test_without_a_key_nothing_happens(owner: Caller, bank: ScriptedBank) -> None:
    answer = owner.post("/v1/deposits", deposit_body(account_make().id), key=None)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert not bank.asked
    assert not models.Transaction.objects.exists()


@pytest.mark.parametrize("key", ["a" * 256, "å", "two words", 'a"\x01"'])
def test_a_key_that_is_not_printable_ascii_is_named(owner: Caller, key: str) -> None:
    answer = owner.post("/v1/deposits", deposit_body(account_make().id), key=key)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"


@pytest.mark.parametrize("again", ["key-1", '"key-1"'])
def test_a_replay_gives_the_first_answer_again(owner: Caller, bank: ScriptedBank, again: str) -> None:
    body = deposit_body(account_make().id)
    first = owner.post("/v1/deposits", body)
    services.bank_answered(
        reference=first.json()["id"], transfer_id="trf_1", state="accepted", code=None, message=None, at=now()
    )
    second = owner.post("/v1/deposits", body, key=again)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second["Location"] == first["Location"] == f"/v1/transactions/{first.json()['id']}"
    assert second["Content-Type"] == "application/json"
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert len(bank.asked) == 1


def test_spacing_and_order_of_the_body_are_no_change(owner: Caller, bank: ScriptedBank) -> None:
    body = deposit_body(account_make().id)
    owner.post("/v1/deposits", body)
    turned = dict(reversed(body.items()))
    assert owner.post("/v1/deposits", turned)["Idempotent-Replayed"] == "true"


def test_the_same_key_with_another_body_is_refused(owner: Caller, bank: ScriptedBank) -> None:
    account = account_make()
    owner.post("/v1/deposits", deposit_body(account.id))
    answer = owner.post("/v1/deposits", deposit_body(account.id, 60_000))
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert models.Transaction.objects.count() == 1


def test_a_key_belongs_to_its_customer(owner: Caller, other: Caller, bank: ScriptedBank) -> None:
    mine = owner.post("/v1/deposits", deposit_body(account_make().id))
    theirs = other.post("/v1/deposits", deposit_body(account_make(OTHER).id))
    assert mine.json()["id"] != theirs.json()["id"]
    assert "Idempotent-Replayed" not in theirs


def test_a_final_refusal_is_kept(owner: Caller, bank: ScriptedBank) -> None:
    limit = limit_make(amount=10_000)
    body = deposit_body(account_make().id)
    first = owner.post("/v1/deposits", body)
    limit.amount = 10_000_000
    limit.save()
    second = owner.post("/v1/deposits", body)
    assert (first.status_code, first.json()["code"]) == (422, "limit_exceeded")
    assert second.content == first.content
    assert second["Content-Type"] == "application/problem+json"
    assert second["Idempotent-Replayed"] == "true"
    assert owner.post("/v1/deposits", body, key="key-2").status_code == 201


def test_while_the_first_runs_the_second_is_told_to_wait(
    owner: Caller, bank: ScriptedBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, seen = deposit_body(account_make().id), []
    start = bank.transfer_start

    def slow(**asked: Any) -> Any:
        seen.append(owner.post("/v1/deposits", body))
        return start(**asked)

    monkeypatch.setattr(bank, "transfer_start", slow)
    assert owner.post("/v1/deposits", body).status_code == 201
    assert (seen[0].status_code, seen[0].json()["code"]) == (409, "idempotency_in_progress")
    assert 1 <= int(seen[0]["Retry-After"]) <= 10
    assert seen[0].json()["retryable"] is True
    assert models.Transaction.objects.count() == 1


@pytest.mark.parametrize(("failure", "status"), [(ConnectionError, 500), (BankUnavailableError, 503)])
def test_after_a_5xx_the_same_key_goes_on_where_it_stopped(
    owner: Caller, bank: ScriptedBank, failure: type[Exception], status: int
) -> None:
    body = deposit_body(account_make().id)
    bank.fails = [failure("the bank is away")]
    assert owner.post("/v1/deposits", body).status_code == status
    second = owner.post("/v1/deposits", body)
    assert second.status_code == 201
    assert "Idempotent-Replayed" not in second
    assert models.Transaction.objects.count() == 1
    assert len({asked["reference"] for asked in bank.asked}) == 1


def test_a_killed_post_is_resumed_by_its_key_and_made_once(owner: Caller, bank: ScriptedBank, clock: Any) -> None:
    """kill -9 leaves the lease and, here, a deposit the bank already has; nothing ran that could clean up."""
    body = deposit_body(account_make().id)
    first = owner.post("/v1/deposits", body).json()
    _as_if_killed(first["id"], after="bank", until=now() + timedelta(seconds=10))
    assert owner.post("/v1/deposits", body).status_code == 409
    clock.shift(timedelta(seconds=11))
    again = owner.post("/v1/deposits", body)
    assert (again.status_code, again.json()["id"]) == (201, first["id"])
    assert again.json()["status"] == "requires_action"
    assert models.Transaction.objects.count() == 1
    assert len(bank.transfers) == 1


def test_a_post_killed_before_anything_was_written_is_made_once(owner: Caller, bank: ScriptedBank, clock: Any) -> None:
    body = deposit_body(account_make().id)
    owner.post("/v1/deposits", body)
    _as_if_killed(None, after="claim", until=now() - timedelta(seconds=1))
    assert owner.post("/v1/deposits", body).status_code == 201
    assert models.Transaction.objects.count() == 1


def test_what_a_crash_left_unsent_the_sweep_sends(owner: Caller, bank: ScriptedBank, clock: Any) -> None:
    bank.fails = [BankUnavailableError(), BankUnavailableError()]
    owner.post("/v1/deposits", deposit_body(account_make().id))
    assert models.Transaction.objects.get().status == "created"
    assert services.transfer_sweep() == 0
    clock.shift(timedelta(seconds=31))
    assert services.transfer_sweep() == 0
    assert services.transfer_sweep() == 1
    assert models.Transaction.objects.get().status == "requires_action"


def test_keys_are_kept_a_week(owner: Caller, bank: ScriptedBank, clock: Any) -> None:
    owner.post("/v1/deposits", deposit_body(account_make().id))
    clock.shift(timedelta(days=6))
    assert services.operation_sweep() == 0
    clock.shift(timedelta(days=2))
    assert services.operation_sweep() == 1


@pytest.mark.parametrize("sent", ["bearer missing", "bad service token"])
def test_a_401_is_not_kept(owner: Caller, bank: ScriptedBank, sent: str) -> None:
    body = deposit_body(account_make().id)
    right = dict(owner.headers)
    owner.headers = {} if sent == "bearer missing" else right | {"X-Service-Token": "wrong"}
    assert owner.post("/v1/deposits", body).status_code == 401
    assert not models.IdempotencyRecord.objects.exists()
    owner.headers = right
    assert owner.post("/v1/deposits", body).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one(bank: ScriptedBank) -> None:
    body, answers = deposit_body(account_make().id), []
    gate = threading.Barrier(20)

    def press() -> None:
        caller = Caller(OWNER)
        gate.wait()
        answers.append(caller.post("/v1/deposits", body))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {201, 409}
    assert statuses[201] >= 1
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert models.Transaction.objects.count() == 1
    assert len(bank.asked) == 1


def _as_if_killed(transaction_id: str | None, *, after: str, until: Any) -> None:
    models.IdempotencyRecord.objects.update(answer_status=None, answer_body="", answer_headers={}, running_until=until)
    if after == "claim":
        for model in (models.Transaction, models.Event, models.OutboxEvent):
            model.objects.all().delete()
    else:
        first = {"status": "created", "version": 1, "next_action_url": None, "next_action_kind": None}
        models.Transaction.objects.filter(id=transaction_id).update(**first)
        models.Event.objects.filter(transaction_id=transaction_id, sequence__gt=1).delete()
