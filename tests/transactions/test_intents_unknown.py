"""Orders whose outcome is unknown: looked up, never guessed, and ended by what the service says."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from selfcare import versions
from selfcare.domain import errors
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.transactions.orders import DEPOSITS, Bank, make_due, opened, state
from tests.upstream.people import context
from transactions import tasks
from transactions.models import Intent, State
from transactions.services import intents


@pytest.mark.django_db
@pytest.mark.parametrize(
    "refusal",
    [
        (503, "upstream_unavailable"),
        (500, "internal"),
        (429, "rate_limited"),
        (401, "token_invalid"),
        (409, "idempotency_in_progress"),
    ],
)
def test_an_unknown_order_stays_unknown_until_it_is_known(upstream: FakeUpstream, refusal: tuple[int, str]) -> None:
    upstream.on("POST", DEPOSITS, json=payments.problem(*refusal), status=refusal[0])
    intent = opened()
    make_due(state=State.UNKNOWN, attempts=1)

    intents.intent_reconcile(intent_id=intent.id)

    assert state(intent) == State.UNKNOWN
    assert intent.due_at > timezone.now()
    intents.intent_reconcile(intent_id=intent.id)  # Not due: nobody asks again.
    assert len(upstream.calls) == 1


@pytest.mark.django_db
def test_an_unknown_order_that_was_refused_ends(upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, json=payments.problem(422, "instrument_not_usable"), status=422)
    intent = opened()
    make_due(state=State.UNKNOWN, attempts=1)

    intents.intent_reconcile(intent_id=intent.id)

    assert state(intent) == State.REFUSED
    assert intent.problem == "instrument_not_usable"


@pytest.mark.django_db
@pytest.mark.parametrize(("found", "expected"), [(True, State.DONE), (False, State.REFUSED)])
def test_an_order_older_than_its_key_is_looked_up_never_repeated(
    upstream: FakeUpstream, found: bool, expected: State
) -> None:
    intent = opened()
    make_due(state=State.UNKNOWN, created_at=timezone.now() - timedelta(hours=24))
    other = payments.deposit(id="tx_other", references={"customer": "another"})
    mine = payments.deposit(status="succeeded", references={"customer": intent.id})
    upstream.on("GET", "/payments/v1/transactions", json=payments.page([mine] if found else [other]))

    intents.intent_reconcile(intent_id=intent.id)

    assert state(intent) == expected
    assert upstream.calls[0].query["reference"] == [intent.id]
    assert upstream.asked("POST", DEPOSITS) == []


@pytest.mark.django_db
def test_a_look_up_that_fails_decides_nothing(upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, json=payments.problem(422, "idempotency_key_reused"), status=422)
    upstream.on("GET", "/payments/v1/transactions", status=500, json={})
    intent = opened()
    make_due(state=State.UNKNOWN)

    intents.intent_reconcile(intent_id=intent.id)

    assert state(intent) == State.UNKNOWN


@pytest.mark.django_db
def test_an_order_ends_with_its_transaction() -> None:
    intent = opened()
    make_due(state=State.SENT, transaction_id="tx_dep")

    intents.intent_finish(customer_id=payments.CUSTOMER, transaction_id="tx_dep", status="pending")
    assert state(intent) == State.SENT
    intents.intent_finish(customer_id="cus_other", transaction_id="tx_dep", status="succeeded")
    assert state(intent) == State.SENT
    intents.intent_finish(customer_id=payments.CUSTOMER, transaction_id="tx_dep", status="succeeded")
    assert state(intent) == State.DONE


@pytest.mark.django_db
def test_an_order_is_kept_though_nobody_can_be_told(upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> int:
        raise errors.StoreUnavailable

    monkeypatch.setattr(versions, "bump", away)
    upstream.on("POST", DEPOSITS, json=payments.deposit(), status=201)
    intent = opened()
    intents.intent_send(ctx=context(), intent=intent)
    assert state(intent) == State.SENT


@pytest.mark.django_db
def test_the_sweep_hands_out_what_is_due(upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
    upstream.on("POST", DEPOSITS, json=payments.deposit(), status=201)
    intent = opened()
    make_due()
    monkeypatch.setattr(tasks.intent_reconcile, "delay", tasks.intent_reconcile)

    tasks.intents_sweep()

    assert state(intent) == State.SENT


@pytest.mark.django_db
def test_an_order_that_is_gone_or_ended_is_no_error() -> None:
    intents.intent_reconcile(intent_id="int_absent")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'")
def test_twenty_submits_at_once_are_one_deposit(upstream: FakeUpstream) -> None:
    bank = Bank()
    upstream.on("POST", DEPOSITS, reply=bank, delay=0.05)
    barrier = threading.Barrier(20)
    results: list[object] = []

    def submit() -> None:
        barrier.wait()
        try:
            intent = opened()
            results.append(intents.intent_send(ctx=context(), intent=intent))
        except Exception as error:  # noqa: BLE001  # the test below shows it
            results.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sum(result is not None for result in results) == 1, results
    assert len(bank.deposits) == 1
    assert len(upstream.calls) == 1
    assert Intent.objects.get().state == State.SENT
