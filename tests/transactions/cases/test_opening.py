"""Opening a case about what is not here: a deposit that has not come, a charge nobody knows."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.cases import KEY, browser, fjallbanken, lagershop
from tests.transactions.uploads import UPLOADS, Shelf

pytestmark = pytest.mark.django_db


DEPOSIT = {"amount": "1 800,00", "date": "2026-11-11", "text": "SELFCARE 4471", "from": "ins_ostra", "note": "Gone."}


def test_a_deposit_that_has_not_come_becomes_a_case(service: FakeUpstream) -> None:
    service.on("POST", "/v1/disputes", status=201, json=fjallbanken())
    client = browser()
    page = client.get("/cases/new/deposit")
    assert page.h1 == "A deposit has not come"
    assert page.texts(".timeline .d")[-1] == "by Tuesday 24 November, 17:00"

    done = client.submit(page, "/cases/new/deposit", **DEPOSIT)

    assert (done.status, done.response["Location"]) == (303, "/cases/dsp_fjall")
    assert service.asked("POST", "/v1/disputes")[0].body == {
        "reason": "missing_deposit",
        "amount": {"value": 180000, "currency": "SEK"},
        "note": "Gone.",
        "occurred_on": "2026-11-11",
        "statement_text": "SELFCARE 4471",
        "instrument_id": "ins_ostra",
    }


def test_the_same_form_opens_one_case(service: FakeUpstream) -> None:
    service.on("POST", "/v1/disputes", status=201, json=fjallbanken())
    client = browser()

    places = [client.post("/cases/new/deposit", {**DEPOSIT, "key": KEY}).response["Location"] for _ in range(2)]

    assert places == ["/cases/dsp_fjall"] * 2
    assert len(service.asked("POST", "/v1/disputes")) == 1


def test_a_charge_that_was_not_found_brings_what_was_typed(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions", json=build.page([]))
    opened = lagershop(status="open", outcome=None, closed_at=None, amount=build.money(41250), transaction_id=None)
    service.on("POST", "/v1/disputes", status=201, json=opened)
    client = browser()
    nothing = client.get("/find-charge?amount=412,50&date=2026-11-14&text=NRDLYS+08-55012")

    page = client.get(nothing.one("a[href^='/cases/new/charge']").get("href"))
    assert page.form()["amount"] == "412,50"
    done = client.submit(page, "/cases/new/charge", note="Not mine")

    assert done.response["Location"] == "/cases/dsp_lager"
    assert service.asked("POST", "/v1/disputes")[0].body["reason"] == "unrecognised"


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"amount": ""}, "amount", "Enter an amount."),
        ({"date": ""}, "date", "Choose the day."),
        ({"date": "2026-11-20"}, "date", "Choose a day of the last 13 months, today at the latest."),
        ({"date": "2025-01-01"}, "date", "Choose a day of the last 13 months, today at the latest."),
        ({"from": "ins_of_somebody"}, "from", "Choose a bank account from the list."),
        ({"note": "x" * 2001}, "note", "Write at most 2000 characters."),
        (
            {"text": "4242 4242 4242 4242"},
            "text",
            "That looks like a card number. Leave it out: it is safest where nobody wrote it down.",
        ),
    ],
)
def test_wrong_input_opens_nothing(service: FakeUpstream, changes: dict[str, str], field: str, error: str) -> None:
    page = browser().post("/cases/new/deposit", {**DEPOSIT, "key": KEY, **changes})

    assert page.status == 422
    assert page.texts(f"#{field}-e") == [f"Error: {error}"]
    assert "4242" not in page.response.content.decode()
    assert not service.asked("POST", "/v1/disputes")


def test_what_the_service_refuses_is_told_at_its_field(service: FakeUpstream) -> None:
    errors = [{"pointer": "/occurred_on", "code": "range", "detail": "x"}]
    service.on("POST", "/v1/disputes", status=422, json=build.problem(422, "validation_failed", errors=errors))

    page = browser().post("/cases/new/deposit", {**DEPOSIT, "key": KEY})

    assert page.status == 422
    assert page.texts("#date-e") == ["Error: This cannot be taken. Change it."]


def test_a_service_that_takes_no_disputes_shows_no_form(service: FakeUpstream) -> None:
    service.on("GET", "/v1/capabilities", json=build.capabilities(**{"disputes.create": "none"}))

    assert browser().get("/cases/new/deposit").status == 501


def test_swedish(service: FakeUpstream) -> None:
    assert browser(language="sv").get("/cases").h1 == "Ärenden"
    assert browser(language="sv").get("/cases/dsp_fjall").texts(".txhero .st") == ["Datumet passerat"]


OPENINGS = pytest.mark.parametrize(
    ("path", "reason"), [("/cases/new/deposit", "missing_deposit"), ("/cases/new/charge", "unrecognised")]
)


@OPENINGS
def test_a_file_goes_with_what_is_not_here(service: FakeUpstream, path: str, reason: str) -> None:
    shelf = Shelf(service)
    service.on("POST", "/v1/disputes", status=201, json=fjallbanken())
    client = browser()
    page = client.get(path)
    assert page.one("main form").get("enctype") == "multipart/form-data"
    assert page.one("main form input[type=file]").get("name") == "file"

    sent = {"key": KEY, "amount": "62", "date": "2026-11-11", "file": statement()}
    assert client.post(path, sent).status == 303

    asked = service.asked("POST", "/v1/disputes")[0].body
    assert (asked["reason"], asked["attachments"]) == (reason, ["upl_1"])
    assert shelf.names == ["statement.pdf"]


@OPENINGS
def test_a_file_stays_while_the_rest_is_mended(service: FakeUpstream, path: str, reason: str) -> None:
    shelf = Shelf(service)
    service.on("POST", "/v1/disputes", status=201, json=fjallbanken())
    client = browser()

    page = client.post(path, {"key": KEY, "amount": "", "date": "2026-11-11", "file": statement()})
    assert (page.status, page.one("input[name=kept]").get("checked") is not None) == (422, True)
    assert client.submit(page, path, amount="62").status == 303

    assert service.asked("POST", "/v1/disputes")[0].body["attachments"] == ["upl_1"]
    assert len(shelf.kept) == 1


@OPENINGS
def test_a_file_that_cannot_be_taken_opens_nothing(service: FakeUpstream, path: str, reason: str) -> None:
    Shelf(service)

    page = browser().post(path, {"key": KEY, "amount": "62", "date": "2026-11-11", "file": statement(b"MZ")})

    assert (page.status, page.one("#amount").get("value")) == (422, "62")
    sentence = "Error: This is not a PDF, JPEG or PNG. Save it as one of these and add it again."
    assert page.texts("#file-e") == [sentence]
    assert not service.asked("POST", "/v1/disputes")


def test_a_file_that_does_not_get_through_is_told_and_nothing_is_opened(service: FakeUpstream) -> None:
    service.on("POST", UPLOADS, status=503, json=build.problem(503, "upstream_unavailable"))

    page = browser().post("/cases/new/deposit", {"key": KEY, "amount": "62", "date": "2026-11-11", "file": statement()})

    assert (page.status, page.one("#amount").get("value")) == (503, "62")
    assert "The file could not be sent, so nothing was." in page.text
    assert not service.asked("POST", "/v1/disputes")


def statement(content: bytes = b"%PDF-1.7\n%%EOF\n") -> SimpleUploadedFile:
    return SimpleUploadedFile("statement.pdf", content)
