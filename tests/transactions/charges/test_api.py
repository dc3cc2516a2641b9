"""The charge finder for programs: each agreement, and what is wrong by its member."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.charges import API, LIST

BODY: dict[str, Any] = {
    "amount": {"value": 19900, "currency": "SEK"},
    "date": "2026-11-20",
    "text": "PXH*DIGITAL AMS",
}


def send(client: Client, body: Any) -> Any:
    token = client.get("/api/v1/session").json()["csrf_token"]
    return client.post(API, body, content_type="application/json", headers={"X-CSRFToken": token})


def test_the_api_answers_with_each_agreement(service: FakeUpstream, elin: Client) -> None:
    answer = send(elin, BODY)

    assert answer.status_code == 200
    first, *_ = answer.json()["data"]
    assert {name: first[name] for name in ("likelihood", "matched", "asked", "amount", "date", "text")} == {
        "likelihood": "most",
        "matched": 3,
        "asked": 3,
        "amount": {"match": "same", "difference": {"value": 0, "currency": "SEK"}},
        "date": {"match": "booked", "days": 2},
        "text": {"match": "statement", "known_as": "PXH*DIGITAL"},
    }
    assert first["transaction"]["id"] == "tx_game"
    assert answer.json()["searched_since"] == "2025-10-14T13:05:31Z"


def test_the_api_finds_nothing_as_an_empty_list(service: FakeUpstream, elin: Client) -> None:
    service.on("GET", LIST, json=build.page([]))

    assert send(elin, {"amount": BODY["amount"]}).json()["data"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/amount"),
        ({"amount": {"value": 0, "currency": "SEK"}}, "/amount/value"),
        ({"amount": {"value": 1, "currency": "kr"}}, "/amount/currency"),
        ({**BODY, "date": "20 Nov"}, "/date"),
        ({**BODY, "text": "4242424242424242"}, "/text"),
        ({**BODY, "text": "x" * 141}, "/text"),
        ({**BODY, "extra": 1}, "/extra"),
    ],
)
def test_the_api_names_what_is_wrong(service: FakeUpstream, elin: Client, body: Any, pointer: str) -> None:
    answer = send(elin, body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert "4242" not in answer.content.decode()


def test_searches_have_a_rate_of_their_own(service: FakeUpstream, elin: Client) -> None:
    answers = [elin.get("/find-charge").status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]
