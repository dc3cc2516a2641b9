"""Deposits for programs: one order per key, and a truthful answer when nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from selfcare.stores import sessions
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.people import ELIN, OMAR, signed_in
from transactions.models import Intent, State
from transactions.services import intents

DEPOSITS = "/payments/v1/deposits"
URL = "/api/v1/deposits"
ORDER: dict[str, Any] = {
    "account_id": "acc_sek",
    "amount": {"value": 50000, "currency": "SEK"},
    "instrument_id": "ins_ostra",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_store() -> Iterator[None]:
    sessions().flushdb()
    yield
    sessions().flushdb()


@pytest.fixture
def elin() -> Client:
    return signed_in(ELIN)


def order(client: Client, body: Any = None, key: str | None = "key-1") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(URL, ORDER if body is None else body, "application/json", headers=headers)


def takes(upstream: FakeUpstream, **changes: Any) -> None:
    upstream.on("POST", DEPOSITS, json=payments.deposit(**changes), status=201)
    upstream.on("GET", "/payments/v1/transactions/tx_dep", json=payments.deposit(**changes))


def test_an_order_is_answered_with_its_transaction(elin: Client, upstream: FakeUpstream) -> None:
    takes(upstream)
    answer = order(elin)
    assert answer.status_code == 201
    assert answer["Location"] == "/api/v1/transactions/tx_dep"
    assert answer.json()["id"] == "tx_dep"
    assert answer.json()["from"]["label"] == "Östra Sparbank ••2104"
    assert "Idempotent-Replayed" not in answer
    assert upstream.calls[0].headers["idempotency-key"] != "key-1"


@pytest.mark.parametrize("key", ["key-1", '"key-1"'])
def test_a_repeat_is_answered_alike(elin: Client, upstream: FakeUpstream, key: str) -> None:
    takes(upstream)
    order(elin)
    answer = order(elin, key=key)
    assert answer.status_code == 201
    assert answer["Idempotent-Replayed"] == "true"
    assert len(upstream.asked("POST", DEPOSITS)) == 1


def test_another_order_under_the_key_is_refused(elin: Client, upstream: FakeUpstream) -> None:
    takes(upstream)
    order(elin)
    answer = order(elin, {**ORDER, "amount": {"value": 1, "currency": "SEK"}})
    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"


def test_keys_of_two_customers_never_meet(elin: Client, upstream: FakeUpstream) -> None:
    takes(upstream)
    order(elin)
    upstream.on("POST", DEPOSITS, json=payments.deposit(customer_id=OMAR.id), status=201)
    assert order(signed_in(OMAR)).status_code == 201
    keys = {call.headers["idempotency-key"] for call in upstream.asked("POST", DEPOSITS)}
    assert len(keys) == 2


@pytest.mark.parametrize("key", [None, "", "k" * 256, "å", "a b", "a\tb"])
def test_without_a_key_nothing_is_ordered(elin: Client, key: str | None) -> None:
    answer = order(elin, key=key)
    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_missing"
    assert Intent.objects.count() == 0


def test_an_unknown_outcome_is_202_and_can_be_followed(elin: Client, upstream: FakeUpstream) -> None:
    upstream.on("POST", DEPOSITS, status=500, json={})
    answer = order(elin)
    assert answer.status_code == 202
    assert answer["Retry-After"] == "2"
    body = answer.json()
    assert body["status"] == "confirming"
    assert body["transaction"] is None

    followed = elin.get(answer["Location"])
    assert followed.status_code == 200
    assert followed.json()["status"] == "confirming"
    assert order(elin).status_code == 202

    takes(upstream)
    Intent.objects.update(due_at="2020-01-01T00:00Z")
    intents.intent_reconcile(intent_id=body["intent_id"])
    settled = elin.get(answer["Location"]).json()
    assert settled["status"] == "accepted"
    assert settled["transaction"]["id"] == "tx_dep"


def test_one_that_is_being_sent_is_409(elin: Client, upstream: FakeUpstream) -> None:
    takes(upstream)
    order(elin)
    Intent.objects.update(state=State.SENDING, transaction_id="")
    answer = order(elin)
    assert answer.status_code == 409
    assert answer.json()["code"] == "idempotency_in_progress"
    assert answer["Retry-After"] == "1"


def test_a_refusal_is_repeated_as_it_was(elin: Client, upstream: FakeUpstream) -> None:
    refusal = payments.problem(
        422, "limit_exceeded", errors=[{"pointer": "/amount", "code": "max", "detail": "theirs"}]
    )
    upstream.on("POST", DEPOSITS, status=422, json=refusal)
    first, second = order(elin), order(elin)
    assert first.status_code == second.status_code == 422
    assert first.json()["code"] == second.json()["code"] == "limit_exceeded"
    assert first.json()["errors"][0]["pointer"] == "/amount"
    assert "theirs" not in first.content.decode()
    assert elin.get(f"{URL}/{Intent.objects.get().id}").json()["problem"] == "limit_exceeded"


def test_a_service_that_is_away_was_sent_nothing(elin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfcare.upstream.breaker.Breaker.allow", lambda _: False)
    answer = order(elin)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert Intent.objects.get().state == State.REFUSED


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**ORDER, "amount": {"value": 0, "currency": "SEK"}}, "/amount/value"),
        ({**ORDER, "amount": {"value": -1, "currency": "SEK"}}, "/amount/value"),
        ({**ORDER, "amount": {"value": 1.5, "currency": "SEK"}}, "/amount/value"),
        ({**ORDER, "amount": {"value": "1", "currency": "SEK"}}, "/amount/value"),
        ({**ORDER, "amount": {"value": True, "currency": "SEK"}}, "/amount/value"),
        ({**ORDER, "amount": {"value": 1, "currency": "sek"}}, "/amount/currency"),
        ({**ORDER, "amount": {"value": 1}}, "/amount/currency"),
        ({**ORDER, "account_id": "../x"}, "/account_id"),
        ({**ORDER, "account_id": None}, "/account_id"),
        ({**ORDER, "instrument_id": ""}, "/instrument_id"),
        ({**ORDER, "description": "x" * 141}, "/description"),
        ({**ORDER, "description": "a\nb"}, "/description"),
        ({**ORDER, "customer_id": "cus_omar"}, "/customer_id"),
        ({}, "/account_id"),
    ],
)
def test_wrong_input_is_named(elin: Client, body: Any, pointer: str) -> None:
    answer = order(elin, body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert Intent.objects.count() == 0


@pytest.mark.parametrize("value", [2**53, 10**30, -(10**30)])
def test_a_number_beyond_exactness_is_named(elin: Client, value: int) -> None:
    answer = order(elin, {**ORDER, "amount": {"value": value, "currency": "SEK"}})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "number"
    assert Intent.objects.count() == 0


@pytest.mark.parametrize("raw", [b"[]", b"{", b'{"account_id": NaN}', b'{"a":1,"a":2}', b"[" * 60_000, b'"\\u0000"'])
def test_what_is_no_json_object_is_a_400(elin: Client, raw: bytes) -> None:
    answer = elin.post(URL, raw, "application/json", headers={"Idempotency-Key": "k"})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")


def test_three_people_and_wrong_methods(elin: Client, upstream: FakeUpstream, client: Client) -> None:
    takes(upstream)
    order(elin)
    place = f"{URL}/{Intent.objects.get().id}"
    assert elin.get(place).status_code == 200
    assert signed_in(OMAR).get(place).status_code == 404
    assert client.get(place).status_code == 401
    assert order(client).status_code == 401
    assert elin.get(f"{place}x").status_code == 404
    assert elin.get(f"{place}?x=1").status_code == 400
    assert elin.delete(place).status_code == 405
    assert elin.put(URL).status_code == 405


def test_the_schema_tells_of_the_202(client: Client) -> None:
    assert "confirming" in client.get("/api/v1/schema").content.decode()
