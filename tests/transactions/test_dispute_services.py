"""Disputes and what is done with them: once per key, and followed while nobody knows how they ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from selfcare.domain import errors
from selfcare.domain.money import Money
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.upstream.people import context
from transactions.domain import DisputeOrder, MessageOrder
from transactions.models import Intent, State
from transactions.services import disputes, intents
from transactions.services.requests import Asked

OPENING = "/payments/v1/transactions/tx_1/disputes"
ONE = "/payments/v1/disputes/dsp_1"
AMOUNT = Money(93600, "SEK")
ORDER = DisputeOrder("duplicate", AMOUNT, "Charged twice.", attachments=("upl_1",))
SENT = {
    "reason": "duplicate",
    "amount": {"value": 93600, "currency": "SEK"},
    "note": "Charged twice.",
    "attachments": ["upl_1"],
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


def opened(order: DisputeOrder = ORDER, form_key: str = "k1", about: str = "tx_1") -> Asked:
    return disputes.dispute_create(ctx=context(), order=order, form_key=form_key, transaction_id=about)


def make_due(**changes: Any) -> None:
    Intent.objects.update(due_at=timezone.now() - timedelta(seconds=1), **changes)


def posts(upstream: FakeUpstream) -> list[Any]:
    return [call for call in upstream.calls if call.method == "POST"]


def test_it_is_sent_once_and_a_repeat_is_told_of_the_first(upstream: FakeUpstream) -> None:
    upstream.on("POST", OPENING, json=payments.dispute(), status=201)
    first, again = opened(), opened()
    assert (first.made and first.made.id, first.is_repeat, again.is_repeat) == ("dsp_1", False, True)
    assert (again.intent.id, again.intent.result_id, again.is_unsettled) == (first.intent.id, "dsp_1", False)
    assert [call.body for call in posts(upstream)] == [SENT]
    assert Intent.objects.get().wording == {}  # the service has it now
    with pytest.raises(errors.InvalidInput, match="idempotency_key_reused"):
        opened(DisputeOrder("duplicate", AMOUNT, "Something else."))


def test_a_time_out_is_followed_with_the_same_key_and_body(upstream: FakeUpstream) -> None:
    upstream.on("POST", OPENING, json=payments.problem(504, "upstream_timeout"), status=504)
    asked = opened()
    assert (asked.is_unsettled, asked.made, asked.error) == (True, None, None)
    assert opened().is_unsettled
    upstream.on("POST", OPENING, json=payments.dispute(), status=201)
    make_due()
    intents.intent_reconcile(intent_id=asked.intent.id)
    kept = Intent.objects.get()
    assert (kept.state, kept.result_id, kept.transaction_id) == (State.DONE, "dsp_1", "tx_1")
    assert [call.body for call in posts(upstream)] == [SENT, SENT]
    assert {call.headers["idempotency-key"] for call in posts(upstream)} == {kept.upstream_key}


def test_a_refusal_is_final_and_kept(upstream: FakeUpstream) -> None:
    upstream.on("POST", OPENING, json=payments.problem(409, "invalid_state"), status=409)
    assert isinstance(opened().error, errors.Conflict)
    again = opened()
    assert (again.is_unsettled, type(again.error), len(upstream.calls)) == (False, errors.Conflict, 1)


def test_what_is_not_here_has_no_transaction(upstream: FakeUpstream) -> None:
    found = payments.dispute(kind="missing_deposit", transaction_id=None, merchant=None)
    upstream.on("POST", "/payments/v1/disputes", json=found, status=201)
    day = datetime(2026, 11, 11, tzinfo=UTC).date()
    asked = opened(DisputeOrder("missing_deposit", AMOUNT, occurred_on=day, instrument_id="ins_1"), about="")
    assert asked.made is not None
    (call,) = posts(upstream)
    assert (call.body["occurred_on"], call.body["instrument_id"]) == ("2026-11-11", "ins_1")


def do(kind: str) -> Asked:
    if kind == "messages":
        return disputes.dispute_message_send(
            ctx=context(), dispute_id="dsp_1", order=MessageOrder("Hello"), form_key="k"
        )
    if kind == "answer":
        return disputes.dispute_answer(ctx=context(), dispute_id="dsp_1", accept=False, form_key="k")
    act = disputes.dispute_withdraw if kind == "withdraw" else disputes.dispute_escalate
    return act(ctx=context(), dispute_id="dsp_1", form_key="k")


BODIES = {"messages": {"text": "Hello"}, "answer": {"accept": False}, "withdraw": {}, "escalate": {}}


@pytest.mark.parametrize("kind", BODIES)
def test_every_act_is_sent_once(upstream: FakeUpstream, kind: str) -> None:
    upstream.on("POST", f"{ONE}/{kind}", json=payments.dispute())
    assert (do(kind).is_repeat, do(kind).is_repeat) == (False, True)
    assert [call.body for call in posts(upstream)] == [BODIES[kind]]


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("done", [True, False])
def test_after_a_day_it_is_looked_for_and_not_repeated(upstream: FakeUpstream, kind: str, done: bool) -> None:
    upstream.on("POST", f"{ONE}/{kind}", json=payments.problem(504, "upstream_timeout"), status=504)
    do(kind)
    make_due(created_at=timezone.now() - timedelta(hours=24))
    said = [payments.message(text="Hello", at=timezone.now().strftime("%Y-%m-%dT%H:%M:%S.000Z"))] if done else []
    shown = {"actions": [], "escalated_at": "2026-11-20T08:00:00.000Z"} if done else {}
    upstream.on("GET", ONE, json=payments.dispute(messages=said, **shown))
    intents.intent_reconcile(intent_id=Intent.objects.get().id)
    kept = Intent.objects.get()
    assert (kept.state, kept.problem) == ((State.DONE, "") if done else (State.REFUSED, "not_carried_out"))
    assert len(posts(upstream)) == 1


@pytest.mark.parametrize("done", [True, False])
def test_a_dispute_is_looked_for_after_a_day(upstream: FakeUpstream, done: bool) -> None:
    upstream.on("POST", OPENING, json=payments.problem(504, "upstream_timeout"), status=504)
    opened()
    make_due(created_at=timezone.now() - timedelta(hours=24))
    at = timezone.now() - timedelta(hours=1 if done else 48)
    found = payments.dispute(created_at=at.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    upstream.on("GET", "/payments/v1/disputes", json=payments.page([found]))
    intents.intent_reconcile(intent_id=Intent.objects.get().id)
    assert Intent.objects.get().state == (State.DONE if done else State.REFUSED)


def test_only_what_the_service_offers_can_be_disputed(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities(**{"disputes.create": "native"}))
    actions: list[Any] = [{"name": "dispute", "until": None, "requires": []}]
    upstream.on("GET", "/payments/v1/transactions/tx_1", json=payments.transaction(id="tx_1", actions=actions))
    none: list[Any] = []
    upstream.on("GET", "/payments/v1/transactions/tx_2", json=payments.transaction(id="tx_2", actions=none))
    assert disputes.disputable_get(ctx=context(), transaction_id="tx_1").id == "tx_1"
    with pytest.raises(errors.Conflict):
        disputes.disputable_get(ctx=context(), transaction_id="tx_2")


def test_a_service_without_disputes_is_not_asked(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities(**{"disputes.create": "none"}))
    with pytest.raises(errors.CapabilityUnavailable):
        disputes.disputable_get(ctx=context(), transaction_id="tx_1")


def test_reading(upstream: FakeUpstream) -> None:
    upstream.on("GET", ONE, json=payments.dispute())
    upstream.on("GET", "/payments/v1/disputes", json=payments.page([payments.dispute()]))
    one = disputes.dispute_get(ctx=context(), dispute_id="dsp_1")
    assert (one.offer and one.offer.amount, one.history[0].code) == (AMOUNT, "opened")
    assert disputes.dispute_list(ctx=context(), status=("open",)).data == [one]
    with pytest.raises(errors.NotFound):
        disputes.dispute_get(ctx=context(), dispute_id="../x")
