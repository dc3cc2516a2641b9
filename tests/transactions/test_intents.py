"""Orders of money: written down first, sent once under one key, never told to have failed when they did not."""

from __future__ import annotations

from typing import Any

import pytest

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.transactions.orders import DEPOSITS, ORDER, Bank, make_due, opened, state
from tests.upstream.people import context
from transactions.models import Intent, State
from transactions.services import intents, orders


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
