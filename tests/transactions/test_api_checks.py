"""The check page's twin for programs: public, limited, nobody's name, and nothing it does not take."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from selfcare.stores import sessions
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.people import signed_in
from transactions.models import SignedReceipt
from transactions.services.receipt_checks import LARGEST_FILE

PATH, NUMBER = "/api/v1/check", "R-2026-118-40713"
RECEIPT = "/transactions/tx_1/receipt"


@pytest.fixture
def owner(upstream: FakeUpstream, empty_stores: None) -> Client:
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/transactions/tx_1/receipt", json=build.receipt())
    return signed_in()


@pytest.fixture
def row(owner: Client) -> SignedReceipt:
    owner.get(RECEIPT)
    return SignedReceipt.objects.get()


def sent(content: bytes, media: str = "application/pdf") -> Any:
    sessions().flushall()  # a try is counted for each
    return Client().post(PATH, content, content_type=media)


def test_number_and_word_tell_the_facts_without_a_name(row: SignedReceipt) -> None:
    told = Client().get(PATH, {"number": NUMBER, "word": row.check_word.lower()})
    assert told.json() == {
        "genuine": True,
        "tries_left": 5,
        "kind": "receipt",
        "number": NUMBER,
        "receipt": {
            "amount": {"value": 124900, "currency": "SEK"},
            "payee": "Norrbo Interiör AB",
            "payer": "E••• S•••",
            "paid_at": "2026-11-18T18:37:25Z",
            "refunded": {"value": 0, "currency": "SEK"},
        },
        "statement": None,
        "decision": None,
    }
    assert told.headers["Cache-Control"] == "no-store"


def test_the_file_is_enough_and_one_byte_is_not(owner: Client) -> None:
    content = bytearray(owner.get(f"{RECEIPT}.pdf").content)
    assert sent(bytes(content)).json()["genuine"]
    content[500] ^= 1
    assert sent(bytes(content)).json() == {
        "genuine": False, "tries_left": 4, "kind": None, "number": None,
        "receipt": None, "statement": None, "decision": None,
    }  # fmt: skip


def test_so_is_the_json_document_and_no_other_figure(owner: Client) -> None:
    document = owner.get(f"/api/v1{RECEIPT}.json").content
    assert sent(document, "application/json").json()["number"] == NUMBER
    assert sent(json.dumps(json.loads(document), indent=2).encode(), "application/json").json()["genuine"]
    changed = document.replace(b"124900", b"124901", 1)
    assert changed != document
    assert not sent(changed, "application/json").json()["genuine"]


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"[]",
        b"nonsense",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"receipt":{},"signature":"AA==","key_id":"localhost"}',
        b'{"receipt":{"number":"R-1"},"signature":"!","key_id":"x"}',
        b'{"receipt":{"number":1},"signature":"","key_id":""}',
        b'{"receipt":{"x":1e999,"number":"R-1"},"signature":"AAAA","key_id":"localhost"}',
    ],
)
def test_rubbish_is_not_genuine(owner: Client, content: bytes) -> None:
    answer = sent(content, "application/json")
    assert (answer.status_code, answer.json()["genuine"]) == (200, False)


@pytest.mark.parametrize("content", [b"", b"%" * (LARGEST_FILE + 1)])
def test_no_file_and_a_huge_one_are_named(owner: Client, content: bytes) -> None:
    answer = sent(content)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "body")


@pytest.mark.parametrize(
    "query", [{}, {"number": NUMBER}, {"number": "R 1", "word": "7"}, {"number": NUMBER, "x": "1"}]
)
def test_what_cannot_be_asked_costs_no_try(owner: Client, query: dict[str, str]) -> None:
    assert Client().get(PATH, query).status_code in {400, 422}
    assert Client().get(PATH, {"number": NUMBER, "word": "00000000"}).json()["tries_left"] == 4


def test_wrong_tries_are_limited_together_with_the_page_and_good_ones_are_free(row: SignedReceipt) -> None:
    good = {"number": NUMBER, "word": row.check_word}
    assert {Client().get(PATH, good).json()["tries_left"] for _ in range(8)} == {5}
    Client().get("/check", {"no": NUMBER, "word": "00000000"})
    left = [Client().get(PATH, {**good, "word": "00000000"}).json()["tries_left"] for _ in range(4)]
    assert left == [3, 2, 1, 0]
    over = Client().get(PATH, good)
    assert (over.status_code, over.json()["code"]) == (429, "rate_limited")
    assert int(over.headers["Retry-After"]) > 0
