"""Rubbish gets a clear 4xx that names what is wrong, never a 5xx, and moves nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sandbox.payments import models
from sandbox.payments.domain.filters import _LISTS, _SINGLES
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import (
    OWNER,
    ScriptedBank,
    account_make,
    deposit_body,
    instrument_make,
    withdrawal_body,
)

RAW = {
    "nothing": b"",
    "no json": b"{",
    "no utf-8": b'{"account_id":"\xff"}',
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "NUL": b'{"account_id":"a\\u0000b"}',
    "lone surrogate": b'{"account_id":"\\ud800"}',
    "lone surrogate as a name": b'{"\\ud800":1}',
    "NaN": b'{"amount":{"value":NaN,"currency":"SEK"}}',
    "Infinity": b'{"amount":{"value":1e999,"currency":"SEK"}}',
    "deep": b'{"amount":' * 60 + b"1" + b"}" * 60,
    "very deep": b"[" * 30_000 + b"]" * 30_000,
    "name twice": b'{"account_id":"a","account_id":"b"}',
    "many digits": b'{"amount":{"value":' + b"9" * 5_000 + b',"currency":"SEK"}}',
    "too large": b'{"description":"' + b"a" * 70_000 + b'"}',
}
VALUES: list[Any] = [None, True, [], {}, "", "x", 1, -1, 1.5, 10**30, -(10**30), "1" * 3_000, "ﷺ" * 50, "a\u202eb"]
FIELDS = ["account_id", "amount", "return_url", "instrument_id", "merchant_id", "description", "client_reference"]


def assert_refused(answer: Any) -> None:
    assert 400 <= answer.status_code < 500, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] != "internal"


@pytest.mark.parametrize("path", ["/v1/deposits", "/v1/withdrawals", "/v1/quotes"])
@pytest.mark.parametrize("raw", RAW)
def test_bodies_that_are_no_order(owner: Caller, bank: ScriptedBank, raw: str, path: str) -> None:
    assert_refused(owner.post(path, RAW[raw]))
    assert not bank.asked


@pytest.mark.parametrize("field", [*FIELDS, "surprise", "amount.value", "amount.currency", "amount.surprise"])
def test_each_field_of_every_wrong_kind(owner: Caller, bank: ScriptedBank, field: str) -> None:
    account = account_make()
    for number, value in enumerate(VALUES):
        body = deposit_body(account.id)
        outer, _, inner = field.partition(".")
        if inner:
            body[outer][inner] = value
        else:
            body[outer] = value
        answer = owner.post("/v1/deposits", json.dumps(body).encode(), key=f"key-{number}")
        allowed = (field in FIELDS[3:] and value is None) or field in {"description", "client_reference"}
        if not (allowed and answer.status_code == 201):
            assert_refused(answer)
            assert answer.json()["errors"][0]["pointer"].startswith(f"/{outer}"), (value, answer.content)


@pytest.mark.parametrize("field", ["account_id", "amount", "instrument_id", "description", "surprise"])
@pytest.mark.parametrize("path", ["/v1/withdrawals", "/v1/quotes"])
def test_each_field_of_money_out_of_every_wrong_kind(owner: Caller, bank: ScriptedBank, path: str, field: str) -> None:
    account, instrument = account_make(opening=1_000_000), instrument_make(usable_for=["withdrawal"])
    right = withdrawal_body(account.id, instrument.id) | ({"type": "withdrawal"} if path == "/v1/quotes" else {})
    for number, value in enumerate(VALUES):
        answer = owner.post(path, json.dumps(right | {field: value}).encode(), key=f"key-{number}")
        assert answer.status_code < 500, (value, answer.content)
        if answer.status_code not in {200, 401}:
            assert_refused(answer)
            assert answer.json()["errors"][0]["pointer"].startswith(f"/{field}"), (value, answer.content)
    assert not bank.asked


@pytest.mark.parametrize("field", ["account_id", "amount", "return_url"])
def test_a_missing_field_is_named(owner: Caller, bank: ScriptedBank, field: str) -> None:
    body = deposit_body(account_make().id)
    del body[field]
    answer = owner.post("/v1/deposits", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{field}")


def test_another_media_type_is_refused(owner: Caller) -> None:
    headers = owner.headers | {"Idempotency-Key": "k"}
    answer = owner.client.post("/payments/v1/deposits", "a=b", content_type="text/plain", headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "query",
    [
        "%",
        "a",
        "%ff=1",
        "q=%ff",
        "q=%ED%A0%80",
        "q=a%00",
        "%00=1",
        "cursor=%00",
        "&".join(["type=fee"] * 500),
        "limit=" + "9" * 30,
        "amount_min=" + "9" * 30 + "&currency=SEK",
        "from=9999-12-31T23:59:59-23:59",
        "from=2026-02-30T00:00:00Z",
        "from=%D9%A2026-01-01T00:00:00Z",
        "limit=%D9%A3",
        "type=fee,,deposit",
    ],
)
def test_queries_that_are_none(owner: Caller, query: str) -> None:
    assert_refused(owner.get("/v1/transactions", query))


@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/instruments", "/v1/capabilities", "/healthz"])
def test_a_parameter_on_a_resource_that_has_none(owner: Caller, path: str) -> None:
    answer = owner.get(path, "colour=red")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/colour"


@pytest.mark.parametrize(
    "id_", ["%00", "a%00b", "%ED%A0%80", "a" * 5_000, "..%2F..%2Fetc", "'; drop table--", "%F0%9F%92%A3"]
)
@pytest.mark.parametrize("path", ["/v1/accounts/{}", "/v1/transactions/{}", "/v1/transactions/{}/events"])
def test_ids_that_are_none(owner: Caller, path: str, id_: str) -> None:
    assert_refused(owner.get(path.format(id_)))


@pytest.mark.parametrize(
    ("method", "path"), [("post", "/v1/accounts"), ("delete", "/v1/transactions/tx_1"), ("get", "/v1/deposits")]
)
def test_a_wrong_method_says_which_are_right(owner: Caller, method: str, path: str) -> None:
    answer = getattr(owner.client, method)(f"/payments{path}", headers=owner.headers)
    assert answer.status_code == 405
    assert answer["Allow"]


NAMES = st.sampled_from([*_LISTS, *_SINGLES])
PAIRS = st.lists(st.tuples(NAMES, st.text(max_size=30)), max_size=4)


class AnyQuery(TestCase):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PAIRS)
    def test_is_a_page_or_a_clear_refusal(self, pairs: list[tuple[str, str]]) -> None:
        from urllib.parse import urlencode

        query = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])
        answer = Caller(OWNER).get("/v1/transactions", query)
        assert answer.status_code in {200, 400, 422}, answer.content
        if answer.status_code == 422:
            assert answer.json()["errors"]


def test_nothing_of_it_left_a_row(owner: Caller, bank: ScriptedBank) -> None:
    for raw in RAW.values():
        owner.post("/v1/deposits", raw)
    assert not models.Transaction.objects.exists()
    assert not models.IdempotencyRecord.objects.exists()
