"""Orders of money: written down first, sent once under one key, never told to have failed when they did not."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from selfcare import versions
from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from tests.builders import payments
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.upstream.people import context
from transactions import tasks
from transactions.models import Intent, State
from transactions.services import intents, orders

DEPOSITS = "/payments/v1/deposits"
ORDER: dict[str, Any] = {
    "customer_id": payments.CUSTOMER,
    "kind": "deposit",
    "account_id": "acc_sek",
    "amount": Money(50000, "SEK"),
    "instrument_id": "ins_ostra",
    "return_base": "https://selfcare.example/deposit",
}


def opened(form_key: str = "k1", **changes: Any) -> Intent:
    return intents.intent_open(form_key=form_key, **{**ORDER, **changes})[0]


def make_due(**changes: Any) -> None:
    Intent.objects.update(due_at=timezone.now() - timedelta(seconds=1), **changes)


def state(intent: Intent) -> str:
    intent.refresh_from_db()
    return intent.state


@pytest.mark.django_db
def test_one_key_is_one_order() -> None:
    first, was_new = intents.intent_open(form_key="k1", **ORDER)
    second, is_new = intents.intent_open(form_key="k1", **ORDER)

    assert (was_new, is_new) == (True, False)
    assert first.id == second.id
    assert first.return_url == f"https://selfcare.example/deposit/{first.id}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"amount": Money(50001, "SEK")}, {"account_id": "acc_eur"}, {"instrument_id": ""}, {"description": "x"}]
)
def test_one_key_is_never_two_orders(change: dict[str, Any]) -> None:
    opened()
    with pytest.raises(errors.InvalidInput) as caught:
        opened(**change)
    assert caught.value.problem == "idempotency_key_reused"
    assert Intent.objects.count() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_its_customer() -> None:
    mine, theirs = opened(), opened(customer_id="cus_other", amount=Money(1, "SEK"))
    assert mine.upstream_key != theirs.upstream_key
    with pytest.raises(errors.NotFound):
        intents.intent_get(customer_id="cus_other", intent_id=mine.id)


@pytest.mark.django_db
def test_an_order_is_sent_once(upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, json=payments.deposit(), status=201)
    intent = opened()

    sent = intents.intent_send(ctx=context(), intent=intent)
    again = intents.intent_send(ctx=context(), intent=opened())

    assert sent is not None
    assert again is None
    (call,) = upstream.calls
    assert call.headers["idempotency-key"] == intent.upstream_key
    assert call.body["client_reference"] == intent.id
    assert state(intent) == State.SENT
    assert intent.transaction_id == "tx_dep"


@pytest.mark.django_db
def test_an_answer_that_is_final_ends_the_order(upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, json=payments.deposit(status="declined"), status=201)
    intent = opened()
    intents.intent_send(ctx=context(), intent=intent)
    assert state(intent) == State.DONE


@pytest.mark.django_db
def test_a_refusal_is_final_and_told(upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, json=payments.problem(422, "limit_exceeded"), status=422)
    intent = opened()

    with pytest.raises(errors.InvalidInput):
        intents.intent_send(ctx=context(), intent=intent)

    assert state(intent) == State.REFUSED
    assert intent.problem == "limit_exceeded"
    make_due()
    assert intents.intents_due() == []


@pytest.mark.django_db
def test_what_was_never_sent_is_refused_and_stays_so() -> None:
    intent = opened()
    with pytest.raises(errors.UpstreamUnavailable):
        intents.intent_send(ctx=context(deadline=0.0), intent=intent)
    assert state(intent) == State.REFUSED
    assert intent.problem == "upstream_unavailable"


@pytest.mark.django_db
def test_a_time_out_after_the_bank_acted_is_one_deposit(upstream: FakeUpstream) -> None:
    bank = Bank()
    upstream.on("POST", DEPOSITS, reply=bank.answer_too_late, times=1)
    intent = opened()

    assert intents.intent_send(ctx=context(), intent=intent) is None
    assert state(intent) == State.UNKNOWN

    upstream.on("POST", DEPOSITS, reply=bank)
    make_due()
    intents.intent_reconcile(intent_id=intent.id)

    assert state(intent) == State.SENT
    assert len(bank.deposits) == 1
    assert len({call.headers["idempotency-key"] for call in upstream.calls}) == 1
    assert len({call.raw for call in upstream.calls}) == 1


@pytest.mark.django_db
def test_a_crash_between_intent_and_call_is_picked_up(upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, json=payments.deposit(), status=201)
    intent = opened()  # The process dies here.
    assert intents.intents_due() == []

    make_due()
    assert intents.intents_due() == [intent.id]
    intents.intent_reconcile(intent_id=intent.id)

    assert state(intent) == State.SENT
    (call,) = upstream.calls
    assert call.headers["x-customer-id"] == payments.CUSTOMER
    assert call.headers["x-service-token"]
    assert "authorization" not in call.headers


@pytest.mark.django_db
def test_a_crash_during_the_call_is_picked_up(upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, json=payments.deposit(), status=201)
    intent = opened()
    make_due(state=State.SENDING, attempts=1)

    intents.intent_reconcile(intent_id=intent.id)

    assert state(intent) == State.SENT


@pytest.mark.django_db
def test_who_lost_the_lease_writes_nothing(upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
    upstream.on("POST", DEPOSITS, json=payments.problem(422, "limit_exceeded"), status=422)
    intent = opened()
    send = orders.order_send

    def overtaken(*, ctx: Context, intent: Intent) -> orders.Made:
        make_due(attempts=2, state=State.UNKNOWN)
        return send(ctx=ctx, intent=intent)

    monkeypatch.setattr(intents, "order_send", overtaken)
    with pytest.raises(errors.InvalidInput):
        intents.intent_send(ctx=context(), intent=intent)

    assert state(intent) == State.UNKNOWN


@pytest.mark.django_db
def test_who_comes_second_sends_nothing(upstream: FakeUpstream) -> None:
    intent = opened()
    Intent.objects.update(attempts=1)

    assert intents.intent_send(ctx=context(), intent=intent) is None
    assert upstream.calls == []


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


class Bank:
    """A payment service that keeps its promise: one deposit per key."""

    def __init__(self) -> None:
        self.deposits: dict[str, dict[str, Any]] = {}

    def __call__(self, call: Call) -> Answer:
        key = call.headers["idempotency-key"]
        return Answer(201, self.deposits.setdefault(key, payments.deposit(id=f"tx_{len(self.deposits)}")))

    def answer_too_late(self, call: Call) -> Answer:
        return Answer(201, self(call).json, delay=2.5)
