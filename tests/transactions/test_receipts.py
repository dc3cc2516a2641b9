"""A receipt of one's own: page, PDF, JSON; signed once, whatever happens to keys and payments later."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from PIL import Image, ImageDraw
from pypdf import PdfReader

from deploy.local.keys import receipt_key
from selfcare import pdf
from selfcare.domain.money import Money
from selfcare.keyring import keyring, keyring_read
from selfcare.stores import sessions
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in
from transactions.domain.signing import check_word, masked, words_match
from transactions.models import SignedReceipt
from transactions.presenters.signing import qr_code
from transactions.services.receipts import receipt_refunded

UPSTREAM = "/v1/transactions/tx_1/receipt"
PAGE, API = "/transactions/tx_1/receipt", "/api/v1/transactions/tx_1/receipt"


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", UPSTREAM, json=build.receipt())
    return upstream


def receipt_with(**changes: Any) -> dict[str, Any]:
    """A receipt whose transaction has these members."""
    made = build.receipt()
    return {**made, "transaction": {**made["transaction"], **changes}}


def anew() -> Client:
    """Elin, signed in again, with no copy of anything."""
    sessions().flushall()
    return signed_in()


def cut_out(body: bytes) -> bytes:
    """What the README's first command cuts out."""
    return body.partition(b'"receipt":')[2].rpartition(b',"signature":')[0]


def test_the_page_says_who_what_and_how_much(service: FakeUpstream, pages: PageClient) -> None:
    pages.get(PAGE)
    SignedReceipt.objects.update(signed_at=datetime(2026, 11, 18, 18, 37, 26, tzinfo=UTC))
    page = pages.get(PAGE)

    assert (page.h1, page.title) == ("Receipt", "Receipt R-2026-118-40713 · Selfcare")
    for words in (
        "Norrbo Interiör ABStorgatan 14, 972 31 LuleåCompany number 559123-4404VAT number SE559123440401",
        "Elin SandbergPaid from balance in kronaOrder NI-204417",
        "Wednesday 18 November 2026, 19:37:25",
        "Selfcare for Pay Example AB18 November 2026, 19:37:26, key localhost",
    ):
        assert words in page.text
    assert "Of which VAT 25 %: 249,80\xa0kr. Without VAT: 999,20\xa0kr." in page.text
    assert "Since then" not in page.text


def test_the_code_leads_to_the_check_page_of_this_receipt(service: FakeUpstream, pages: PageClient) -> None:
    pages.get(PAGE)
    row = SignedReceipt.objects.get()
    address = f"http://localhost:8000/check?no=R-2026-118-40713&word={row.check_word}"
    code = qr_code(address)
    image = Image.new("L", (code.size * 4, code.size * 4), 255)
    draw = ImageDraw.Draw(image)
    for run in code.path.removesuffix("z").split("z"):
        start, width = run.removeprefix("M").split("h")[:2]
        x, y = map(int, start.split())
        cells = int(width.partition("v")[0])
        draw.rectangle((x * 4, y * 4, (x + cells) * 4 - 1, y * 4 + 3), fill=0)

    (found,) = zxingcpp.read_barcodes(image)

    assert found.text == address
    assert code.path in elin_markup(pages)


def elin_markup(pages: PageClient) -> str:
    return pages.get(PAGE).response.content.decode()


def test_a_refund_s_receipt_tells_which_payment_it_gives_back(service: FakeUpstream, pages: PageClient) -> None:
    assert "Gives back" not in pages.get(PAGE).text
    service.on("GET", UPSTREAM, json=receipt_with(type="refund", direction="in", parent_id="tx_paid"))

    assert "Gives back money of the payment tx_paid." in PageClient(anew()).get(PAGE).text


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


def test_the_json_file_has_the_receipts_name(service: FakeUpstream, elin: Client) -> None:
    answer = elin.get(f"{API}.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="R-2026-118-40713.json"'
    assert answer.content == elin.get(API).content


def test_the_page_and_the_file_are_the_api_s_too(service: FakeUpstream, elin: Client) -> None:
    page, file = elin.get(f"{API}.html"), elin.get(f"{API}.pdf")
    assert (page.headers["Content-Type"], file.headers["Content-Type"]) == (
        "text/html; charset=utf-8",
        "application/pdf",
    )
    assert b"R-2026-118-40713" in page.content


@pytest.mark.parametrize(("language", "word"), [("en", "Seller"), ("sv", "Säljare")])
def test_the_pdf_reads_as_the_page_and_carries_what_was_signed(
    service: FakeUpstream, empty_stores: None, language: str, word: str
) -> None:
    answer = signed_in(language=language).get(f"{PAGE}.pdf")
    made = PdfReader(io.BytesIO(answer.content), strict=True)
    text, root = made.pages[0].extract_text(), made.root_object

    assert answer.headers["Content-Disposition"] == 'attachment; filename="R-2026-118-40713.pdf"'
    assert (len(made.pages), str(root["/Lang"])) == (1, language)
    assert word in text
    assert "Norrbo Interiör AB" in text
    assert SignedReceipt.objects.get().check_word[:4] in text
    content, signature = made.attachments["receipt.json"][0], made.attachments["receipt.sig"][0]
    assert keyring().is_signed(content, signature, "localhost")


def test_without_pango_the_link_is_hidden_and_the_page_prints(
    service: FakeUpstream, pages: PageClient, elin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "available", lambda: False)

    page = pages.get(PAGE)

    assert not page.all("a[download]")
    assert page.all("[data-print]")
    assert elin.get(f"{PAGE}.pdf").status_code == 501


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.pdf", API, f"{API}.json", f"{API}.html", f"{API}.pdf"])
def test_nobody_else_gets_it(service: FakeUpstream, visitor: Client, path: str) -> None:
    service.on("GET", UPSTREAM, status=404, json=build.problem(404, "not_found"))
    assert visitor.get(path).status_code in {302, 303, 401}
    from tests.people import OMAR

    assert signed_in(OMAR).get(path).status_code == 404
    assert not SignedReceipt.objects.exists()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(service: FakeUpstream, elin: Client, method: str) -> None:
    assert getattr(elin, method)(PAGE).status_code == 405


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


def test_a_service_that_makes_none_is_not_asked(upstream: FakeUpstream, elin: Client) -> None:
    upstream.on("GET", "/v1/capabilities", json=build.capabilities(receipts="none"))
    assert (elin.get(PAGE).status_code, elin.get(API).json()["code"]) == (501, "capability_unavailable")


def test_what_did_not_go_through_has_none(service: FakeUpstream, elin: Client) -> None:
    service.on("GET", UPSTREAM, status=409, json=build.problem(409, "invalid_state"))
    assert (elin.get(PAGE).status_code, elin.get(API).json()["code"]) == (409, "invalid_state")


def test_hostile_names_stay_words(service: FakeUpstream, pages: PageClient, elin: Client) -> None:
    bad = "<script>alert(1)</script> =2+5 \u202egnp.exe"
    service.on("GET", UPSTREAM, json=build.receipt(payee={"name": bad}, payer={"name": '"><img src=x>'}))

    page = pages.get(PAGE)

    assert not page.all("main script")
    assert not page.all("main img")
    assert elin.get(f"{PAGE}.pdf").status_code == 200


def test_own_money_names_both_sides_and_is_not_bought(service: FakeUpstream, pages: PageClient) -> None:
    paid = build.deposit(id="tx_1", status="succeeded", completed_at="2026-11-18T18:37:25.000Z")
    line = {"text": None, "amount": build.money(50000)}
    who = {"payer": {"name": "Elin Sandberg"}, "payee": {"name": "Elin Sandberg"}}
    service.on("GET", UPSTREAM, json=build.receipt(transaction=paid, lines=[line], tax=[], **who))

    page = pages.get(PAGE)

    assert "What it was for" in page.text
    assert "Paid from Östra Sparbank ••2104" in page.text
    assert "Received" in page.text
    assert "VAT" not in page.text
    assert SignedReceipt.objects.get().payee == "E••• S•••"


def test_a_fee_is_a_line_of_its_own(service: FakeUpstream, pages: PageClient) -> None:
    made = receipt_with(fee=build.money(9900))
    service.on("GET", UPSTREAM, json={**made, "lines": made["lines"][:1], "tax": []})
    assert "Fee99,00\xa0kr" in pages.get(PAGE).text


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


@pytest.mark.skipif(not pdf.available(), reason="Pango is not installed")
@pytest.mark.parametrize("length", [150, 2_500, 9_000])
def test_names_and_lines_of_any_length_are_drawn(service: FakeUpstream, elin: Client, length: int) -> None:
    name = "Kvarterets Trädgårdsmästeri " * (length // 28)
    made = build.receipt()
    lines = [{"text": f"{number} {name[:60]}", "amount": build.money(100)} for number in range(length // 50)]
    total = build.money(100 * len(lines))
    paid = {**made["transaction"], "amount": total}
    payee = {**made["payee"], "name": name}
    service.on("GET", UPSTREAM, json={**made, "payee": payee, "lines": lines, "tax": [], "transaction": paid})

    answer = elin.get(f"{PAGE}.pdf")

    assert answer.status_code == 200
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert f"{len(lines) - 1} Kvarterets" in text
    assert "Check word" in text
