"""Disputes for programs: every wrong field is named, and nothing is sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.fake_upstream import FakeUpstream
from tests.people import ELIN, signed_in
from tests.transactions.disputes import ABOUT, ALL, AMOUNT, MINE, MISSING, ORDER, Service, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


@pytest.fixture
def service(upstream: FakeUpstream) -> Service:
    return Service(upstream)


@pytest.fixture
def elin(service: Service) -> Client:
    return signed_in(ELIN)


WRONG_OPENING: list[tuple[dict[str, Any], str]] = [
    ({"reason": "because"}, "/reason"),
    ({"reason": None}, "/reason"),
    ({"amount": None}, "/amount"),
    ({"amount": {"value": -1, "currency": "SEK"}}, "/amount/value"),
    ({"amount": {"value": 1.5, "currency": "SEK"}}, "/amount/value"),
    ({"amount": {"value": "6200", "currency": "SEK"}}, "/amount/value"),
    ({"amount": {"value": 1, "currency": "kr"}}, "/amount/currency"),
    ({"amount": {"value": 1, "currency": "SEK", "sign": "-"}}, "/amount/sign"),
    ({"note": ""}, "/note"),
    ({"note": "x" * 2001}, "/note"),
    ({"note": "a\u0000b"}, "/note"),
    ({"note": 7}, "/note"),
    ({"attachments": ["upl_1"] * 6}, "/attachments"),
    ({"attachments": ["../upl_1"]}, "/attachments/0"),
    ({"attachments": "upl_1"}, "/attachments"),
    ({"colour": "red"}, "/colour"),
]


@pytest.mark.parametrize(
    ("changes", "pointer"), [*WRONG_OPENING, ({"should_have_been": {"value": 1}}, "/should_have_been/currency")]
)
def test_every_wrong_field_about_a_transaction_is_named(
    elin: Client, service: Service, changes: dict[str, Any], pointer: str
) -> None:
    is_named(post(elin, ABOUT, {**ORDER, **changes}), pointer)
    assert service.asked == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        *WRONG_OPENING,
        ({"occurred_on": "11/11/2026"}, "/occurred_on"),
        ({"occurred_on": "2026-02-30"}, "/occurred_on"),
        ({"statement_text": "x" * 141}, "/statement_text"),
        ({"statement_text": ""}, "/statement_text"),
        ({"instrument_id": "a b"}, "/instrument_id"),
        ({"should_have_been": AMOUNT}, "/should_have_been"),
    ],
)
def test_every_wrong_field_of_what_is_missing_is_named(
    elin: Client, service: Service, changes: dict[str, Any], pointer: str
) -> None:
    is_named(post(elin, ALL, {**MISSING, **changes}), pointer)
    assert service.asked == []


@pytest.mark.parametrize("left_out", ["reason", "amount", "occurred_on"])
def test_every_field_left_out_is_named(elin: Client, left_out: str) -> None:
    is_named(post(elin, ALL, {name: value for name, value in MISSING.items() if name != left_out}), f"/{left_out}")


@pytest.mark.parametrize(
    ("step", "body", "pointer"),
    [
        ("messages", {}, "/text"),
        ("messages", {"text": ""}, "/text"),
        ("messages", {"text": "x" * 2001}, "/text"),
        ("messages", {"text": "a\u0007b"}, "/text"),
        ("messages", {"text": "a", "attachments": ["upl_1"] * 6}, "/attachments"),
        ("messages", {"text": "a", "to": "me"}, "/to"),
        ("answer", {}, "/accept"),
        ("answer", {"accept": "yes"}, "/accept"),
        ("answer", {"accept": 1}, "/accept"),
        ("answer", {"accept": True, "amount": AMOUNT}, "/amount"),
    ],
)
def test_every_wrong_field_of_a_step_is_named(
    elin: Client, service: Service, step: str, body: dict[str, Any], pointer: str
) -> None:
    is_named(post(elin, f"{MINE}/{step}", body), pointer)
    assert service.asked == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("status=won", "status/0"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("transaction_id=../x", "transaction_id"),
        ("cursor=%20", "cursor"),
        ("colour=red", "colour"),
    ],
)
def test_every_wrong_parameter_of_the_list_is_named(elin: Client, query: str, name: str) -> None:
    answer = elin.get(f"{ALL}?{query}")
    assert answer.status_code in {400, 422}
    assert [error["pointer"].strip("/") for error in answer.json()["errors"]] == [name]


def is_named(answer: Any, pointer: str) -> None:
    assert answer.status_code in {400, 422}
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert all(error["detail"] for error in answer.json()["errors"])
