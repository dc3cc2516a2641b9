"""A receipt of one's own: page, PDF, JSON; signed once, whatever happens to keys and payments later."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
import zxingcpp
from django.test import Client
from PIL import Image, ImageDraw
from pypdf import PdfReader

from selfcare import pdf
from selfcare.keyring import keyring
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in
from tests.transactions.receipts import API, PAGE, UPSTREAM, anew, receipt_with
from transactions.models import SignedReceipt
from transactions.presenters.signing import qr_code


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", UPSTREAM, json=build.receipt())
    return upstream


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
