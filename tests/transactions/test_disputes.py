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
from transactions.models import Intent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]
PDF = b"%PDF-1.4\n%%EOF\n"
ONE = "/payments/v1/transactions/tx_1"
HERE = "/transactions/tx_1/dispute"
HOSTILE = "</textarea><script>alert(1)</script> {{ 7*7 }}"
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
        upstream.on("POST", "/payments/v1/uploads", reply=self.kept)
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

    def kept(self, call: Call) -> Answer:
        return Answer(201, payments.upload(call.raw, name="a.pdf"))


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
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"<svg onload=alert(1)>", "This is not a PDF, JPEG or PNG."),
        (PDF + b"PK\x05\x06", "This file is damaged."),
        (PDF + b" " * LARGEST_FILE, "This file is over 10 MB."),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_and_the_rest_is_kept(
    elin: PageClient, service: Service, content: bytes, said: str
) -> None:
    page = press(elin, elin.get(HERE), file=("a.pdf", content), what="duplicate", note="Twice.")
    assert page.status == 422
    assert said in page.one("#file-e").text_content()
    assert page.one("#note").text_content() == "Twice."
    assert service.asked == []


def test_a_file_that_could_not_be_sent_opens_nothing(elin: PageClient, service: Service) -> None:
    service.upstream.on("POST", "/payments/v1/uploads", json=payments.problem(503, "upstream_unavailable"), status=503)
    page = press(elin, elin.get(HERE), file=("a.pdf", PDF), what="duplicate")
    assert (page.status, service.asked) == (503, [])
    assert "Nothing was opened" in page.text


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
    assert again.one('a[href="/cases/dsp_1"]').text_content().strip() == "See the case"


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
