"""Whose turn a dispute is, its dates and its money, by HTTP and by merchants' and operators' services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.payments import services
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.money import Money
from sandbox.payments.models import CaseStep, Dispute, Transaction, Upload
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.disputes import SEK, balance, codes, events, names, opened, order
from tests.sandbox.payments.people import START

pytestmark = pytest.mark.django_db


def test_an_offer_taken_brings_the_money_and_reverses_nothing(owner: Caller, paid: Any) -> None:
    dispute, before = opened(owner, paid), balance(paid)
    services.dispute_answer(
        dispute_id=dispute["id"], merchant_id="mch_norrbo", offer=Money(6_000, "SEK"), note="We can give a part."
    )
    one = f"/v1/disputes/{dispute['id']}"
    offered = owner.get(one).json()
    assert (offered["status"], offered["waiting_on"]) == ("needs_info", "customer")
    assert offered["offer"] == {
        "amount": {"value": 6_000, **SEK},
        "by": "Norrbo Interiör",
        "note": "We can give a part.",
    }
    assert names(offered) == ["message", "withdraw", "accept", "decline"]
    assert offered["respond_by"] == "2026-12-03T22:59:00.000Z"
    taken = owner.post(f"{one}/answer", {"accept": True}).json()
    assert (taken["status"], taken["outcome"], taken["actions"]) == ("closed", "customer", [])
    money = owner.get(f"/v1/transactions/{taken['refund_transaction_id']}").json()
    assert (money["type"], money["direction"], money["amount"]["value"]) == ("chargeback", "in", 6_000)
    assert balance(paid) == before + 6_000
    tx = owner.get(f"/v1/transactions/{paid.id}").json()
    assert (tx["status"], tx["dispute"]["outcome"], tx["related"]) == ("succeeded", "customer", [money["id"]])
    assert Transaction.objects.get(id=paid.id).refundable == 4_000
    assert events(dispute["id"])[-2:] == ["dispute.needs_info", "dispute.closed"]


def test_an_answer_is_given_once_however_often_it_is_sent(owner: Caller, paid: Any) -> None:
    dispute = opened(owner, paid)
    services.dispute_answer(dispute_id=dispute["id"], merchant_id="mch_norrbo", offer=Money(9, "SEK"), note="Yes.")
    asked = {"customer_id": "cus_owner", "dispute_id": dispute["id"], "operation_id": "op_1"}
    first = services.offer_answer(accept=True, **asked)
    assert services.offer_answer(accept=True, **asked) == first
    assert Transaction.objects.filter(type="chargeback").count() == 1
    again = owner.post(f"/v1/disputes/{dispute['id']}/answer", {"accept": True}, key="other")
    assert again.status_code == 409


def test_an_offer_refused_is_decided_by_the_operator(owner: Caller, paid: Any, clock: Any) -> None:
    dispute = opened(owner, paid)
    clock.shift(timedelta(hours=1))
    one = f"/v1/disputes/{dispute['id']}"
    services.dispute_answer(dispute_id=dispute["id"], merchant_id="mch_norrbo", offer=Money(9, "SEK"), note="Some.")
    refused = owner.post(f"{one}/answer", {"accept": False}).json()
    clock.shift(timedelta(hours=1))
    assert (refused["status"], refused["waiting_on"]) == ("under_review", "operator")
    services.dispute_decide(dispute_id=dispute["id"], outcome="merchant", handler="Amira H.", note="It was delivered.")
    lost = owner.get(one).json()
    assert (lost["status"], lost["outcome"], lost["refund_transaction_id"]) == ("closed", "merchant", None)
    assert lost["handler"] == "Amira H."
    assert not Transaction.objects.filter(type="chargeback").exists()
    assert lost["messages"][-1] | {"id": "", "at": ""} == {
        "id": "", "at": "", "from": "operator", "name": "Amira H.", "text": "It was delivered.", "attachments": [],
    }  # fmt: skip


def test_the_customer_wins_from_their_own_side(owner: Caller, paid: Any) -> None:
    dispute, before = opened(owner, paid), balance(paid)
    services.dispute_answer(dispute_id=dispute["id"], merchant_id="mch_norrbo", offer=None, note="We sent it.")
    won = services.dispute_decide(dispute_id=dispute["id"], outcome="customer", handler="Amira H.", note="It is lost.")
    assert (won.outcome, balance(paid)) == ("customer", before + 10_000)
    assert owner.get(f"/v1/transactions/{paid.id}").json()["status"] == "succeeded"


def test_an_advance_is_kept_when_won_and_goes_back_when_not(owner: Caller, paid: Any) -> None:
    before = balance(paid)
    dispute = opened(owner, paid, reason="unrecognised")
    assert (dispute["kind"], dispute["waiting_on"]) == ("unknown_charge", "operator")
    services.dispute_advance(dispute_id=dispute["id"])
    assert balance(paid) == before + 10_000
    with pytest.raises(Refused, match="invalid_state"):
        services.dispute_advance(dispute_id=dispute["id"])
    lost = services.dispute_decide(dispute_id=dispute["id"], outcome="merchant", handler="A.", note="It was you.")
    assert (balance(paid), lost.refund_transaction_id) == (before, None)
    back = Transaction.objects.get(type="adjustment")
    assert (back.direction, back.amount, back.status_reason) == ("out", 10_000, "dispute_not_won")


def test_an_advance_that_was_owed_stays(owner: Caller, paid: Any) -> None:
    dispute, before = opened(owner, paid, reason="unrecognised"), balance(paid)
    services.dispute_take(dispute_id=dispute["id"], handler="Amira H.", note="I look at it.")
    services.dispute_advance(dispute_id=dispute["id"])
    services.dispute_decide(dispute_id=dispute["id"], outcome="customer", handler="Amira H.", note="Not you.")
    assert balance(paid) == before + 10_000


def test_withdrawn_is_final(owner: Caller, paid: Any) -> None:
    dispute = opened(owner, paid)
    gone = owner.post(f"/v1/disputes/{dispute['id']}/withdraw", {}).json()
    assert (gone["status"], gone["outcome"], gone["actions"]) == ("closed", "withdrawn", [])
    again = owner.post(f"/v1/transactions/{paid.id}/disputes", order(), key="k2")
    assert again.status_code == 409
    with pytest.raises(Refused, match="invalid_state"):
        services.dispute_answer(dispute_id=dispute["id"], merchant_id="mch_norrbo", offer=None, note="No.")


def test_a_question_is_answered_by_a_message(owner: Caller, paid: Any, clock: Any) -> None:
    dispute = opened(owner, paid)
    one = f"/v1/disputes/{dispute['id']}"
    services.dispute_answer(dispute_id=dispute["id"], merchant_id="mch_norrbo", offer=None, note="We sent it.")
    services.dispute_ask(dispute_id=dispute["id"], handler="Amira H.", note="Which address?")
    assert owner.get(one).json()["waiting_on"] == "customer"
    clock.shift(timedelta(hours=1))
    Upload.objects.create(
        id="upl_1", customer_id="cus_owner", name="a.pdf", media_type="application/pdf", size=3, created_at=START
    )
    told = owner.post(f"{one}/messages", {"text": "Storgatan 1", "attachments": ["upl_1"]}).json()
    assert (told["status"], told["waiting_on"], codes(told)[-1]) == ("under_review", "operator", "answered")
    assert told["messages"][-1]["attachments"] == [
        {"id": "upl_1", "name": "a.pdf", "media_type": "application/pdf", "size": 3}
    ]


def test_a_message_is_written_once_and_not_without_end(owner: Caller, paid: Any) -> None:
    dispute = opened(owner, paid)
    one = f"/v1/disputes/{dispute['id']}/messages"
    for _ in range(2):
        assert len(owner.post(one, {"text": "Hello?"}).json()["messages"]) == 2
    Dispute.objects.update(messages=100)
    assert owner.post(one, {"text": "More"}, key="k2").status_code == 409
    assert CaseStep.objects.filter(case_id=dispute["id"]).count() == 2


def test_what_is_late_is_escalated_once(owner: Caller, paid: Any, clock: Any) -> None:
    dispute = opened(owner, paid)
    path = f"/v1/disputes/{dispute['id']}/escalate"
    assert owner.post(path, {}, key="early").status_code == 409
    clock.move_to(datetime(2026, 11, 27, 16, 0, tzinfo=UTC))  # a Friday
    assert "escalate" in names(owner.get(f"/v1/disputes/{dispute['id']}").json())
    moved = owner.post(path, {}).json()
    assert (moved["status"], moved["waiting_on"]) == ("under_review", "operator")
    assert moved["respond_by"] == "2026-11-30T11:00:00.000Z"
    assert moved["history"][-1]["details"] == {"promised_by": dispute["respond_by"]}
    clock.shift(timedelta(days=30))
    assert "escalate" not in names(owner.get(f"/v1/disputes/{dispute['id']}").json())


def test_a_customer_who_does_not_decide_is_not_waited_for(owner: Caller, paid: Any, clock: Any) -> None:
    dispute = opened(owner, paid)
    services.dispute_answer(dispute_id=dispute["id"], merchant_id="mch_norrbo", offer=Money(9, "SEK"), note="Some.")
    assert services.dispute_sweep() == 0
    clock.shift(timedelta(days=15))
    assert (services.dispute_sweep(), services.dispute_sweep()) == (1, 0)
    found = owner.get(f"/v1/disputes/{dispute['id']}").json()
    assert (found["waiting_on"], codes(found)[-1]) == ("operator", "not_decided")


def test_only_the_merchant_it_is_about_answers_and_only_in_turn(owner: Caller, paid: Any) -> None:
    dispute = opened(owner, paid)
    with pytest.raises(Refused, match="not_found"):
        services.dispute_answer(dispute_id=dispute["id"], merchant_id="mch_other", offer=None, note="No.")
    for offer in (Money(10_001, "SEK"), Money(0, "SEK"), Money(1, "EUR")):
        with pytest.raises(Refused, match="validation_failed"):
            services.dispute_answer(dispute_id=dispute["id"], merchant_id="mch_norrbo", offer=offer, note="Well.")
    with pytest.raises(Refused, match="invalid_state"):
        services.dispute_decide(dispute_id=dispute["id"], outcome="merchant", handler="A.", note="Early.")
    with pytest.raises(Refused, match="not_found"):
        services.dispute_take(dispute_id="dsp_absent", handler="A.")
    assert [each.id for each in services.dispute_list_of_merchant(merchant_id="mch_norrbo")] == [dispute["id"]]


def test_a_late_refund_request_goes_to_the_operator_at_once(paid: Any) -> None:
    from sandbox.payments.domain.disputes import DisputeOrder

    made = services.dispute_open(
        customer_id="cus_owner",
        order=DisputeOrder(reason="other", amount=Money(10_000, "SEK"), note="No answer."),
        operation_id="op_1",
        transaction_id=paid.id,
        refund_request_id="rrq_1",
    )
    assert (made.status, made.waiting_on, made.refund_request_id) == ("under_review", "operator", "rrq_1")
    assert made.escalated_at is not None
