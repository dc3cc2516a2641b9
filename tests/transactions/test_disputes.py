"""Saying what is wrong with a payment: one form, one dispute, however often it is pressed; files known by content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selfcare.domain.files import LARGEST_FILE
from tests.builders import payments
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page, PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.uploads import UPLOADS, Shelf
from transactions.models import Intent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]
PDF = b"%PDF-1.4\n%%EOF\n"
ONE = "/payments/v1/transactions/tx_1"
HERE = "/transactions/tx_1/dispute"
HOSTILE = "</textarea><script>alert(1)</script> {{ 7*7 }}"
AWAY = payments.problem(503, "upstream_unavailable")
UNTIL = {"name": "dispute", "until": "2027-12-19T11:41:05.000Z"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel("2026-11-19T13:06:00Z", tick=False):
        yield


class Service:
    """One payment that can be disputed, once per key."""

    def __init__(self, upstream: FakeUpstream) -> None:
        self.upstream = upstream
        self.made: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, Any]] = []
        levels = {"disputes.create": "native", "disputes.read": "native"}
        upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities(**levels))
        upstream.on("GET", f"{ONE}/events", json={"data": []})
        upstream.on("POST", f"{ONE}/disputes", reply=self.opened)
        self.shelf = Shelf(upstream)
        self.becomes(actions=[UNTIL])

    def becomes(self, **changes: Any) -> None:
        self.upstream.on("GET", ONE, json=payments.transaction(**changes))

    def opened(self, call: Call) -> Answer:
        key = call.headers["idempotency-key"]
        if key not in self.made:
            self.asked.append(call.body)
            self.made[key] = payments.dispute(amount=call.body["amount"], status="open")
            self.becomes(actions=[], dispute={"id": "dsp_1", "status": "open", "outcome": None})
        return Answer(201, self.made[key])


@pytest.fixture
def service(upstream: FakeUpstream) -> Service:
    return Service(upstream)


@pytest.fixture
def elin(service: Service) -> PageClient:
    return PageClient(signed_in(ELIN))


def press(client: PageClient, page: Page, file: tuple[str, bytes] | None = None, **changes: str) -> Page:
    sent: dict[str, Any] = {**page.form("main form"), **changes}
    sent.pop("file", None)
    if file:
        sent["file"] = SimpleUploadedFile(*file)
    return client.post(f"{HERE}/send", sent)


def test_the_form_says_what_can_be_wrong_and_what_happens_then(elin: PageClient) -> None:
    page = elin.get(HERE)
    assert page.h1 == "What is wrong with this payment?"
    assert page.texts("fieldset .t") == [
        "I did not make it",
        "The amount is wrong",
        "I paid twice",
        "I did not get what I paid for",
    ]
    assert page.texts(".timeline .t") == [
        "Kaffekompaniet Söder answers",
        "You accept, or we look at it",
        "You get our decision in writing",
    ]
    assert page.texts(".timeline .fine") == ["within 5 days", "within 15 days"]


def test_it_is_opened_once_however_often_it_is_pressed(elin: PageClient, service: Service) -> None:
    page = elin.get(HERE)
    answers = [press(elin, page, what="not_received", note=HOSTILE) for _ in range(3)]
    assert {(each.status, each.response["Location"]) for each in answers} == {(303, "/cases/dsp_1")}
    assert service.asked == [{"reason": "not_received", "amount": {"value": 6200, "currency": "SEK"}, "note": HOSTILE}]
    assert Intent.objects.count() == 1
    assert elin.client.get(HERE)["Location"] == "/cases/dsp_1"  # there is one already


def test_a_wrong_amount_asks_for_the_difference(elin: PageClient, service: Service) -> None:
    press(elin, elin.get(HERE), what="wrong_amount", right="52,00")
    assert service.asked[0]["amount"]["value"] == 1000
    assert service.asked[0]["should_have_been"]["value"] == 5200


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"what": ""}, "what", "Choose what is wrong."),
        ({"what": "wrong_amount", "right": ""}, "right", "Enter an amount."),
        ({"what": "wrong_amount", "right": "62"}, "right", "less than the 62,00\u00a0kr that were paid"),
        ({"what": "wrong_amount", "right": "<b>"}, "right", "Enter the amount in figures"),
        ({"what": "duplicate", "note": "x" * 2001}, "note", "Write at most 2000 characters."),
    ],
)
def test_what_is_wrong_with_the_form_is_said_beside_it(
    elin: PageClient, service: Service, changes: dict[str, str], field: str, said: str
) -> None:
    page = press(elin, elin.get(HERE), None, **changes)
    assert page.status == 422
    assert said in page.one(f"#{field}-e").text_content()
    assert page.title.startswith("Error:")
    assert service.asked == []


def test_a_file_goes_with_it(elin: PageClient, service: Service) -> None:
    press(elin, elin.get(HERE), file=("kvitto.pdf", PDF), what="duplicate")
    assert service.asked[0]["attachments"] == ["upl_1"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", (422, "This file is empty.")),
        (b"<svg onload=alert(1)>", (422, "This is not a PDF, JPEG or PNG.")),
        (PDF + b"PK\x05\x06", (422, "This file is damaged.")),
        (PDF + b" " * LARGEST_FILE, (413, "This file is over 10 MB.")),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_and_the_rest_is_kept(
    elin: PageClient, service: Service, content: bytes, told: tuple[int, str]
) -> None:
    status, said = told
    page = press(elin, elin.get(HERE), file=("a.pdf", content), what="duplicate", note="Twice.")
    assert page.status == status
    assert said in page.one("#file-e").text_content()
    assert page.one("#note").text_content() == "Twice."
    assert service.asked == []


def test_a_file_stays_while_the_rest_is_mended(elin: PageClient, service: Service) -> None:
    page = press(elin, elin.get(HERE), file=("kvitto <b>.pdf", PDF), what="wrong_amount", right="62")
    assert (page.status, page.texts("label.check > span")) == (
        422,
        ["kvitto <b>.pdfAdded. Clear the box to leave it out."],
    )
    page = press(elin, page, what="wrong_amount", right="")
    assert page.status == 422
    press(elin, page, what="wrong_amount", right="52")
    assert service.asked[0]["attachments"] == ["upl_1"]
    assert service.shelf.names == ["kvitto <b>.pdf"]


def test_a_second_file_goes_beside_the_first_and_one_can_be_left_out(elin: PageClient, service: Service) -> None:
    page = press(elin, elin.get(HERE), file=("a.pdf", PDF), what="")
    page = press(elin, page, file=("b.pdf", PDF + b"\n"), what="")
    first, second = (box.get("value") for box in page.all("input[name=kept]"))
    sent = {**page.form("main form"), "what": "duplicate", "kept": second}
    assert elin.post(f"{HERE}/send", sent).status == 303
    assert service.asked[0]["attachments"] == ["upl_2"]
    assert first != second


def test_a_file_beyond_the_fifth_is_told(elin: PageClient, service: Service) -> None:
    page = elin.get(HERE)
    for number in range(6):
        kept = [str(box.get("value")) for box in page.all("input[name=kept]")]
        file = SimpleUploadedFile(f"{number}.pdf", PDF + b"\n" * number)
        page = elin.post(f"{HERE}/send", {**page.form("main form"), "what": "", "kept": kept, "file": file})
    assert "At most 5 files." in page.one("#file-e").text_content()
    assert len(service.shelf.names) == len(page.all("input[name=kept]")) == 5


def test_a_file_nobody_was_told_is_kept_is_refused(elin: PageClient, service: Service) -> None:
    page = press(elin, elin.get(HERE), file=("a.pdf", PDF), what="")
    token = str(page.one("input[name=kept]").get("value"))
    for forged in ("upl_1", token[:-1] + ("A" if token[-1] != "A" else "B")):
        assert press(elin, page, what="duplicate", kept=forged).status == 400
    theirs = PageClient(signed_in(OMAR))
    service.becomes(customer_id="cus_omar", actions=[UNTIL])
    assert press(theirs, theirs.get(HERE), what="duplicate", kept=token).status == 400
    assert service.asked == []


def test_a_day_with_too_many_files_is_told_and_the_rest_is_kept(elin: PageClient, service: Service) -> None:
    service.upstream.on("POST", UPLOADS, status=429, json=payments.problem(429, "rate_limited"))
    page = press(elin, elin.get(HERE), file=("a.pdf", PDF), what="duplicate", note="Twice.")
    assert (page.status, service.asked) == (429, [])
    assert "as many files as we take in a day" in page.one("#file-e").text_content()


def test_a_form_that_is_far_too_large_has_a_page_that_says_how_much(elin: PageClient) -> None:
    sent = {**elin.get(HERE).form("main form"), "what": "duplicate"}
    page = elin.post(f"{HERE}/send", sent, CONTENT_LENGTH=str(50 * 1024 * 1024))
    assert (page.status, page.h1) == (413, "That is too large")
    assert "10 MB" in page.text


def test_a_file_that_could_not_be_sent_opens_nothing(elin: PageClient, service: Service) -> None:
    service.upstream.on("POST", UPLOADS, json=AWAY, status=503)
    page = press(elin, elin.get(HERE), file=("a.pdf", PDF), what="duplicate")
    assert (page.status, service.asked) == (503, [])
    assert "The file could not be sent, so nothing was." in page.text


def test_a_time_out_leads_to_a_page_that_follows_it(elin: PageClient, service: Service) -> None:
    answer = payments.problem(504, "upstream_timeout")
    service.upstream.on("POST", f"{ONE}/disputes", json=answer, status=504)
    page = press(elin, elin.get(HERE), what="duplicate")
    place = page.response["Location"]
    assert place.startswith("/transactions/tx_1/requests/int_")
    assert "We are finding out" in elin.get(place).h1
    assert elin.client.get(HERE)["Location"] == place


def test_what_is_refused_is_told(elin: PageClient, service: Service) -> None:
    service.upstream.on("POST", f"{ONE}/disputes", json=payments.problem(409, "invalid_state"), status=409)
    page = press(elin, elin.get(HERE), what="duplicate")
    assert (page.status, page.h1) == (409, "This cannot be disputed")


def test_what_the_service_finds_wrong_is_said_beside_the_form(elin: PageClient, service: Service) -> None:
    problem = payments.problem(422, "validation_failed", errors=[{"pointer": "/note", "code": "characters"}])
    service.upstream.on("POST", f"{ONE}/disputes", json=problem, status=422)
    page = press(elin, elin.get(HERE), what="duplicate")
    assert (page.status, len(page.all("#note-e"))) == (422, 1)


def test_what_cannot_be_disputed_has_no_form(elin: PageClient, service: Service) -> None:
    service.becomes(actions=[])
    assert elin.get(HERE).status == 409


def test_others_see_nothing(service: Service, upstream: FakeUpstream) -> None:
    assert Client().get(HERE).status_code in {302, 303}
    assert Client().post(f"{HERE}/send").status_code in {302, 303, 403}
    service.becomes(customer_id="cus_other", actions=[UNTIL])
    assert signed_in(OMAR).get(HERE).status_code in {404, 502}


def test_a_form_nobody_was_shown_is_refused(elin: PageClient) -> None:
    assert elin.client.post(f"{HERE}/send", {"what": "duplicate"}).status_code == 400
    assert elin.client.get(f"{HERE}/send").status_code == 405


def test_the_payment_leads_to_the_form(elin: PageClient) -> None:
    page = elin.get("/transactions/tx_1")
    assert page.one(f'a[href="{HERE}"]').text_content().strip().startswith("Something is wrong")


def test_a_disputed_payment_leads_to_its_case(elin: PageClient, service: Service) -> None:
    service.becomes(actions=[], dispute={"id": "dsp_1", "status": "needs_info", "outcome": None})
    again = elin.get("/transactions/tx_1")
    assert again.link("See the case") == "/cases/dsp_1"
    assert again.texts("#tx-state .notice .t") == ["Your case waits for you"]
    assert again.one('.notice a[href="/cases/dsp_1"]').text_content().strip() == "Open the case"


def test_a_file_is_handed_out_and_never_shown(elin: PageClient, service: Service) -> None:
    headers = {"Content-Type": "application/pdf"}
    service.upstream.on("GET", "/payments/v1/uploads/upl_1", raw=PDF, headers=headers)
    answer = elin.client.get("/files/upl_1?name=../../b%C3%B6k.exe")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''b%C3%B6k.pdf"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    service.upstream.on("GET", "/payments/v1/uploads/upl_2", json=payments.problem(404, "not_found"), status=404)
    assert elin.client.get("/files/upl_2").status_code == 404
