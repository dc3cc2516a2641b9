"""A receipt is signed once, whatever happens to keys and payments later; a changed byte of it is found out."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from deploy.local.keys import receipt_key
from selfcare.domain.money import Money
from selfcare.keyring import keyring, keyring_read
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.transactions.receipts import API, PAGE, UPSTREAM, anew, cut_out, receipt_with
from transactions.domain.signing import check_word, masked, words_match
from transactions.models import SignedReceipt
from transactions.services.receipts import receipt_refunded


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", UPSTREAM, json=build.receipt())
    return upstream


def test_later_refunds_are_told_and_the_signature_stays(service: FakeUpstream, pages: PageClient) -> None:
    pages.get(PAGE)
    before = SignedReceipt.objects.get()
    back = {"state": "partial", "refunded": build.money(9900), "refundable": build.money(115000)}
    service.on("GET", UPSTREAM, json=receipt_with(refund=back))
    page = PageClient(anew()).get(PAGE)

    after = SignedReceipt.objects.get()
    assert "Since then99,00\xa0kr refunded" in page.text
    assert (after.signature, after.check_word, after.refunded) == (before.signature, before.check_word, 9900)


def test_a_corrected_receipt_is_signed_anew_and_the_old_one_stays(service: FakeUpstream, elin: Client) -> None:
    elin.get(PAGE)
    service.on("GET", UPSTREAM, json={**build.receipt(), "payee": {"name": "Norrbo AB"}})
    anew().get(PAGE)

    words = list(SignedReceipt.objects.values_list("number", "check_word"))
    assert len(words) == len(set(words)) == 2
    assert {number for number, _word in words} == {"R-2026-118-40713"}


def test_another_key_signs_from_now_on_and_old_receipts_stay_as_they_are(
    service: FakeUpstream, elin: Client, settings: Any
) -> None:
    old = settings.RECEIPT_KEYS
    first = elin.get(API).json()
    settings.RECEIPT_KEYS = f"{receipt_key('2027-1')},{old}"
    service.on("GET", UPSTREAM, json={**build.receipt(), "number": "R-2026-118-40714"})
    second = anew().get(API).json()
    service.on("GET", UPSTREAM, json=build.receipt())
    again = anew().get(API).json()

    assert (first["key_id"], second["key_id"]) == ("localhost", "2027-1")
    assert again == first
    for each in (first, second):
        content = json.dumps(each["receipt"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert keyring().is_signed(content, base64.b64decode(each["signature"]), each["key_id"])


def test_the_json_holds_what_was_signed_as_it_stands(service: FakeUpstream, elin: Client) -> None:
    answer = elin.get(API)
    told, content = answer.json(), cut_out(answer.content)

    assert json.loads(content) == told["receipt"]
    signature = base64.b64decode(told["signature"])
    assert keyring().is_signed(content, signature, told["key_id"])
    row = SignedReceipt.objects.get()
    assert (row.digest, row.check_word) == (hashlib.sha256(content).hexdigest(), check_word(signature))
    assert told["key_url"] == "http://localhost:8000/check/keys/localhost.pem"
    assert told["receipt"]["transaction"]["paid_at"] == "2026-11-18T18:37:25.000Z"


@pytest.mark.parametrize("at", range(0, 900, 37))
def test_one_changed_byte_of_what_was_signed_fails(service: FakeUpstream, elin: Client, at: int) -> None:
    answer = elin.get(API)
    content = bytearray(cut_out(answer.content))
    content[at % len(content)] ^= 1
    signature = base64.b64decode(answer.json()["signature"])
    assert not keyring().is_signed(bytes(content), signature, "localhost")


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": []},
        {"lines": [{"text": "A", "amount": build.money(1)}]},
        {"lines": [{"text": "A", "amount": build.money(124900, "EUR")}]},
        {"tax": [{"rate": "25", "base": build.money(124900), "amount": build.money(24980)}]},
        {"tax": [{"rate": "many", "base": build.money(1), "amount": build.money(1)}]},
        {"number": "../../R"},
        {"issued_at": "yesterday"},
        {"transaction": build.transaction(id="tx_2")},
        {"transaction": build.transaction(customer_id="cus_omar")},
    ],
)
def test_what_the_service_gets_wrong_is_never_signed(
    service: FakeUpstream, elin: Client, wrong: dict[str, Any]
) -> None:
    service.on("GET", UPSTREAM, json=build.receipt(**wrong))
    assert elin.get(PAGE).status_code in {502, 503}
    assert not SignedReceipt.objects.exists()


@pytest.mark.parametrize(("told", "kept"), [((9900,), 9900), ((20000, 9900), 20000), ((0,), 0)])
def test_a_refund_that_is_only_told_is_remembered_and_never_shrinks(
    service: FakeUpstream, elin: Client, told: tuple[int, ...], kept: int
) -> None:
    elin.get(PAGE)
    for sum_ in told:
        receipt_refunded(customer_id="cus_elin", transaction_id="tx_1", refunded=Money(sum_, "SEK"))
    receipt_refunded(customer_id="cus_omar", transaction_id="tx_1", refunded=Money(99999, "SEK"))
    receipt_refunded(customer_id="cus_elin", transaction_id="tx_1", refunded=Money(99999, "EUR"))
    assert SignedReceipt.objects.get().refunded == kept


@pytest.mark.parametrize("typed", ["7QX2M9B0", "7qx2 m98o", " 7QX2-M9BO ", "7QX2–M980"])
def test_what_is_easily_misread_is_forgiven(typed: str) -> None:
    assert words_match(typed, "7QX2M9B0")


@pytest.mark.parametrize("typed", ["7QX2M9B1", "7QX2M9B", "7QX2M9B00", "", "ÅÄÖ"])
def test_anything_else_is_not(typed: str) -> None:
    assert not words_match(typed, "7QX2M9B0")


def test_the_check_word_is_eight_signs_that_cannot_be_told_without_the_signature() -> None:
    words = {check_word(keyring_read(receipt_key("a")).sign(b"same")) for _ in range(20)}
    assert len(words) == 20
    assert all(len(word) == 8 and not set(word) & set("ILOU") for word in words)


def test_a_name_is_shortened_to_its_initials() -> None:
    assert (masked("Elin Sandberg"), masked("Åsa"), masked("")) == ("E••• S•••", "Å•••", "")
