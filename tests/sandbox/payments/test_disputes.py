"""Disputes over HTTP and by the merchant's and the operator's services: turns, dates, money, once per key."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.payments import services
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.money import Money
from sandbox.payments.models import Account, CaseStep, Dispute, Merchant, OutboxEvent, Transaction, Upload
from sandbox.payments.services import Cause
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, START, account_make, instrument_make, transaction_make

pytestmark = pytest.mark.django_db
SEK = {"currency": "SEK"}


@pytest.fixture
def paid(clock: Any) -> Any:
    """A payment of 100.00 kr to a merchant, out of an account."""
    Merchant.objects.create(id="mch_norrbo", name="Norrbo Interiör")
    account = account_make(opening=100_000)
    return transaction_make(
        account_id=account.id,
        merchant_id="mch_norrbo",
        merchant_name="Norrbo Interiör",
        completed_at=START,
        refundable=10_000,
    )


def order(value: int = 10_000, **fields: Any) -> dict[str, Any]:
    return {"reason": "not_received", "amount": {"value": value, **SEK}, "note": "It has not come."} | fields


def opened(owner: Caller, paid: Any, **fields: Any) -> dict[str, Any]:
    answer = owner.post(f"/v1/transactions/{paid.id}/disputes", order(**fields))
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def names(dispute: dict[str, Any]) -> list[str]:
    return [action["name"] for action in dispute["actions"]]


def codes(dispute: dict[str, Any]) -> list[str]:
    return [step["code"] for step in dispute["history"]]


def events(dispute_id: str) -> list[str]:
    return list(OutboxEvent.objects.filter(subject=dispute_id).order_by("sequence").values_list("type", flat=True))


def balance(paid: Any) -> int:
    return Account.objects.get(id=paid.account_id).available


def test_it_goes_to_the_merchant_with_a_date(owner: Caller, paid: Any) -> None:
    dispute = opened(owner, paid)
    assert (dispute["kind"], dispute["status"], dispute["waiting_on"]) == ("dispute", "open", "merchant")
    assert dispute["respond_by"] == "2026-11-24T12:00:00.000Z"
    assert (codes(dispute), names(dispute)) == (["opened", "sent"], ["message", "withdraw"])
    assert dispute["case_number"].startswith("C-4481-")
    assert [message["text"] for message in dispute["messages"]] == ["It has not come."]
    tx = owner.get(f"/v1/transactions/{paid.id}").json()
    assert tx["dispute"] == {"id": dispute["id"], "status": "open", "outcome": None}
    assert "dispute" not in names(tx)
    assert events(dispute["id"]) == ["dispute.opened", "dispute.updated"]
    body = json.loads(OutboxEvent.objects.filter(subject=dispute["id"]).latest("sequence").body)
    assert "messages" not in body["data"]["object"]


def test_the_same_key_opens_one_and_another_key_is_too_late(owner: Caller, paid: Any) -> None:
    path = f"/v1/transactions/{paid.id}/disputes"
    first, again = owner.post(path, order(), key="k1"), owner.post(path, order(), key="k1")
    assert (first.content, again["Idempotent-Replayed"]) == (again.content, "true")
    assert first["Location"] == f"/v1/disputes/{first.json()['id']}"
    late = owner.post(path, order(), key="k2")
    assert (late.status_code, late.json()["code"]) == (409, "invalid_state")
    assert Dispute.objects.count() == 1


def test_an_interrupted_run_finds_what_it_opened(owner: Caller, paid: Any) -> None:
    from sandbox.payments.domain.disputes import DisputeOrder

    asked = DisputeOrder(reason="not_received", amount=Money(10_000, "SEK"))
    first = services.dispute_open(customer_id="cus_owner", order=asked, operation_id="op_1", transaction_id=paid.id)
    again = services.dispute_open(customer_id="cus_owner", order=asked, operation_id="op_1", transaction_id=paid.id)
    assert first.id == again.id


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"amount": {"value": 0, **SEK}}, "/amount/value", "min"),
        ({"amount": {"value": 10_001, **SEK}}, "/amount/value", "max"),
        ({"amount": {"value": 100, "currency": "EUR"}}, "/amount/currency", "currency"),
        ({"reason": "missing_deposit"}, "/reason", "choice"),
        ({"reason": "boredom"}, "/reason", "invalid"),
        ({"note": "\u0007"}, "/note", "characters"),
        ({"note": ""}, "/note", "invalid"),
        ({"statement_text": "a\nb"}, "/statement_text", "characters"),
        ({"instrument_id": "ins_1"}, "/instrument_id", "choice"),
        ({"should_have_been": {"value": 1, **SEK}}, "/should_have_been", "choice"),
        ({"attachments": ["upl_absent"]}, "/attachments/0", "not_found"),
        ({"attachments": ["a"] * 6}, "/attachments", "invalid"),
        ({"colour": "red"}, "/colour", "unknown"),
    ],
)
def test_what_cannot_be_is_named(owner: Caller, paid: Any, fields: dict[str, Any], pointer: str, code: str) -> None:
    answer = owner.post(f"/v1/transactions/{paid.id}/disputes", order() | fields)
    assert answer.status_code == 422, answer.content
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(pointer, code)]
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    ("right", "asked", "pointer"),
    [
        ({"value": 4_000, **SEK}, 5_000, "/amount/value"),
        ({"value": 10_000, **SEK}, 1, "/should_have_been/value"),
        ({"value": 4_000, "currency": "EUR"}, 6_000, "/should_have_been/currency"),
    ],
)
def test_a_wrong_amount_is_the_difference(
    owner: Caller, paid: Any, right: dict[str, Any], asked: int, pointer: str
) -> None:
    path = f"/v1/transactions/{paid.id}/disputes"
    wrong = owner.post(path, order(asked, reason="wrong_amount", should_have_been=right), key="wrong")
    assert wrong.json()["errors"][0]["pointer"] == pointer
    fits = order(6_000, reason="wrong_amount", should_have_been={"value": 4_000, **SEK})
    assert owner.post(path, fits).json()["should_have_been"] == {"value": 4_000, **SEK}


def test_somebody_elses_is_absent(owner: Caller, other: Caller, paid: Any) -> None:
    assert other.post(f"/v1/transactions/{paid.id}/disputes", order()).status_code == 404
    dispute = opened(owner, paid)
    one = f"/v1/disputes/{dispute['id']}"
    assert other.get(one).status_code == 404
    assert other.get("/v1/disputes").json()["data"] == []
    for path, body in (("messages", {"text": "x"}), ("answer", {"accept": True}), ("withdraw", {}), ("escalate", {})):
        assert other.post(f"{one}/{path}", body).status_code == 404
    Upload.objects.create(id="upl_1", customer_id=OTHER, name="a.pdf", size=1, created_at=START)
    stolen = owner.post(f"{one}/messages", {"text": "x", "attachments": ["upl_1"]}, key="k2")
    assert stolen.json()["errors"][0]["code"] == "not_found"


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


def test_a_deposit_that_did_not_come(owner: Caller, paid: Any) -> None:
    instrument = instrument_make(label="Fjällbanken ••0318", brand="Fjällbanken", last4="0318")
    missing = order(180_000, reason="missing_deposit", occurred_on="2026-11-18", instrument_id=instrument.id)
    dispute = owner.post("/v1/disputes", missing | {"statement_text": "SELFCARE 4471"}).json()
    assert (dispute["kind"], dispute["transaction_id"], dispute["merchant"]) == ("missing_deposit", None, None)
    assert dispute["instrument"]["brand"] == "Fjällbanken"
    assert dispute["respond_by"] == "2026-11-24T16:00:00.000Z"  # three working days, 17:00 in Stockholm
    before = balance(paid)
    won = services.dispute_decide(dispute_id=dispute["id"], outcome="customer", handler="Jonas L.", note="Found it.")
    money = Transaction.objects.get(id=won.refund_transaction_id or "")
    assert (money.type, money.direction, balance(paid)) == ("adjustment", "in", before + 180_000)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"occurred_on": None}, "/occurred_on"),
        ({"occurred_on": "2026-11-20"}, "/occurred_on"),
        ({"occurred_on": "2024-01-01"}, "/occurred_on"),
        ({"reason": "duplicate"}, "/reason"),
        ({"instrument_id": "ins_absent"}, "/instrument_id"),
        ({"amount": {"value": 1, "currency": "JPY"}}, "/amount/currency"),
    ],
)
def test_what_is_missing_needs_a_day(owner: Caller, paid: Any, fields: dict[str, Any], pointer: str) -> None:
    missing = order(100, reason="missing_deposit", occurred_on="2026-11-18")
    answer = owner.post("/v1/disputes", missing | fields)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_the_list_is_filtered_and_paged(owner: Caller, paid: Any, clock: Any) -> None:
    ids = []
    for number in range(3):
        clock.shift(timedelta(seconds=1))
        missing = order(100, reason="missing_deposit", occurred_on="2026-11-18")
        ids.append(owner.post("/v1/disputes", missing, key=f"k{number}").json()["id"])
    clock.shift(timedelta(seconds=1))
    about = opened(owner, paid)["id"]
    page = owner.get("/v1/disputes", {"limit": 2}).json()
    assert [row["id"] for row in page["data"]] == [about, ids[2]]
    rest = owner.get("/v1/disputes", {"limit": 2, "cursor": page["page"]["next_cursor"]}).json()
    assert [row["id"] for row in rest["data"]] == [ids[1], ids[0]]
    back = owner.get("/v1/disputes", {"limit": 2, "cursor": rest["page"]["prev_cursor"]}).json()
    assert [row["id"] for row in back["data"]] == [about, ids[2]]
    assert "messages" not in page["data"][0]
    assert [row["id"] for row in owner.get("/v1/disputes", {"transaction_id": paid.id}).json()["data"]] == [about]
    assert owner.get("/v1/disputes", {"status": "closed,needs_info"}).json()["data"] == []
    assert owner.get("/v1/disputes", {"status": "lost"}).status_code == 422
    assert owner.get("/v1/disputes", {"colour": "red"}).status_code == 400


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


def test_what_was_not_paid_or_is_old_cannot_be_disputed(owner: Caller, clock: Any) -> None:
    old = transaction_make(created_at=START - timedelta(days=400), completed_at=START - timedelta(days=400))
    pending = transaction_make(status="pending")
    income = transaction_make(type="payout", direction="in")
    for tx in (old, pending, income):
        assert owner.post(f"/v1/transactions/{tx.id}/disputes", order(), key=tx.id).status_code == 409
        assert "dispute" not in names(owner.get(f"/v1/transactions/{tx.id}").json())
    services.transaction_advance(
        transaction_id=pending.id, status="succeeded", cause=Cause(actor="bank", code="bank_accepted", at=START)
    )
    assert "dispute" in names(owner.get(f"/v1/transactions/{pending.id}").json())
