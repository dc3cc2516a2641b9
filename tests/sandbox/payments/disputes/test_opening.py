"""Opening disputes over HTTP: about what can be disputed, once per key, and reading them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from sandbox.payments import services
from sandbox.payments.domain.money import Money
from sandbox.payments.models import Dispute, OutboxEvent, Transaction, Upload
from sandbox.payments.services import Cause
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.disputes import SEK, balance, codes, events, names, opened, order
from tests.sandbox.payments.people import OTHER, START, instrument_make, transaction_make

pytestmark = pytest.mark.django_db


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
