"""The pages of cases: the list, one case in each state, and every step the customer can take."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.cases import NOW, action, fjallbanken, kronhamn, lagershop, ljus, message, step
from transactions.models import CaseClock

pytestmark = pytest.mark.django_db
KEY = "case-0123456789abcdef"
NOON, JUST_NOW = "2026-11-19T12:00:00.000Z", "2026-11-19T13:05:00.000Z"
HOSTILE = "<b hx-get=/x onclick=y>Bo & Co</b>\u202e"


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    """Elin's four cases of the design, and the payment three of them are about."""
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/instruments", json=build.page([build.instrument()]))
    upstream.on("GET", "/v1/transactions/tx_1", json=build.transaction())
    upstream.on("GET", "/v1/disputes", json=build.page([bare(kronhamn()), bare(fjallbanken()), bare(lagershop())]))
    upstream.on("GET", "/v1/refund-requests", json=build.page([bare(ljus())]))
    for case in (kronhamn(), fjallbanken(), lagershop()):
        upstream.on("GET", f"/v1/disputes/{case['id']}", json=case)
    upstream.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus())
    return upstream


def bare(case: dict[str, Any]) -> dict[str, Any]:
    """As a list has it, without its messages."""
    return {name: value for name, value in case.items() if name != "messages"}


def browser(**prefs: Any) -> PageClient:
    return PageClient(signed_in(**prefs))


# --- The list ------------------------------------------------------------------------------------
def test_what_is_owed_first_stands_first(service: FakeUpstream) -> None:
    page = browser().get("/cases")

    assert page.status == 200
    assert page.h1 == "Cases"
    assert page.texts("tbody th a") == [
        "Missing deposit, Fjällbanken",
        "Refund request, Hemvaruhuset Ljus",
        "Dispute, Hotel Kronhamn",
        "Unknown charge, LS*LAGERSHOP",
    ]
    assert page.texts("tbody .st") == ["Date passed", "With Hemvaruhuset Ljus", "Waiting for you", "In your favour"]
    assert page.texts("tbody td .sub") == [
        *["2 days late", "2 working days left", "11 days left"],
        "9 days early",
    ]
    assert page.texts("tbody th .sub")[1] == "C-4480-03, opened today"
    assert page.texts(".sec-head .n") == ["3", "1"]


def test_reading_the_list_has_the_dates_watched(service: FakeUpstream) -> None:
    browser().get("/cases")

    assert set(CaseClock.objects.values_list("case_id", flat=True)) == {"dsp_kronhamn", "dsp_fjall", "rrq_ljus"}


def test_open_cases_are_counted_before_anybody_has_looked_at_them(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions", json=build.page([build.transaction()]))
    service.on("GET", "/v1/summaries", json=build.summaries())

    assert browser().get("/transactions").texts(".also a")[0] == "Cases, 3 open"
    open_requests = {"status": ["requested,approved,processing"], "limit": ["100"]}
    assert [call.query for call in service.asked("GET", "/v1/refund-requests")] == [open_requests]
    assert not CaseClock.objects.exists()  # the count is the service's, not of what was noted here
    browser().get("/transactions")
    assert len(service.asked("GET", "/v1/disputes")) == 1  # kept until something changes


def test_while_nobody_can_count_the_way_to_the_cases_is_there(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions", json=build.page([build.transaction()]))
    service.on("GET", "/v1/summaries", json=build.summaries())
    service.on("GET", "/v1/disputes", status=503)

    assert browser().get("/transactions").texts(".also a")[0] == "Cases"


def test_a_service_with_refunds_only_has_those_cases(service: FakeUpstream) -> None:
    service.on(
        "GET", "/v1/capabilities", json=build.capabilities(**{"disputes.read": "none", "disputes.create": "none"})
    )
    service.on("GET", "/v1/disputes", status=501, json=build.problem(501, "capability_unavailable"))

    page = browser().get("/cases")

    assert page.texts("tbody th a") == ["Refund request, Hemvaruhuset Ljus"]
    assert "A deposit has not come" not in page.text


def test_a_service_with_neither_has_no_such_page(service: FakeUpstream) -> None:
    none = {"disputes.read": "none", "refunds.read": "none"}
    service.on("GET", "/v1/capabilities", json=build.capabilities(**none))

    assert browser().get("/cases").status == 501


def test_nothing_asked_yet_says_so(service: FakeUpstream) -> None:
    service.on("GET", "/v1/disputes", json=build.page([]))
    service.on("GET", "/v1/refund-requests", json=build.page([]))

    page = browser().get("/cases")

    assert "Nothing is open." in page.text
    assert page.texts(".cmds a > span:first-of-type")[-1] == "A deposit has not come"


def test_an_old_list_is_shown_while_the_service_is_away(service: FakeUpstream) -> None:
    client = browser()
    client.get("/cases")
    for path in ("/v1/disputes", "/v1/refund-requests"):
        service.on("GET", path, status=503, json=build.problem(503, "unavailable"))
    with time_machine.travel("2026-11-19T13:10:31Z", tick=False):
        page = client.get("/cases")

    assert page.status == 200
    assert "You are looking at what we knew at 14:05." in page.text


# --- One case ------------------------------------------------------------------------------------
def test_an_offer_waits_for_an_answer(service: FakeUpstream) -> None:
    page = browser().get("/cases/dsp_kronhamn")

    assert page.h1 == "Dispute: Hotel Kronhamn, 936,00\u00a0kr"
    assert page.texts(".by-date") == ["Monday 30 November 23:59"]
    assert page.texts(".txhero .st") == ["Waiting for you"]
    assert page.one(".clock").get("aria-label") == "Day 3 of 14. Opened 16 November, decide by 30 November."
    assert page.texts(".notice--row .t") == ["Hotel Kronhamn offers 936,00\u00a0kr, all you asked for"]
    assert page.texts(".notice--row button") == ["Accept 936,00\u00a0kr", "Say no"]
    assert page.texts(".tbl .st") == ["Kept, 4 days early", "Now", "Next", "Next"]
    assert page.texts(".msgs .t") == ["You", "Hotel Kronhamn", "Selfcare, Amira H."]
    assert page.texts(".timeline .t")[-3:] == ["Hotel Kronhamn agreed", "You decide", "Closed in writing"]
    assert page.texts(".ref") == ["C-4471-20", "2618 4391 0027"]


def test_a_slipped_date_is_our_fault_and_one_step_escalates(service: FakeUpstream) -> None:
    page = browser().get("/cases/dsp_fjall")

    assert page.texts(".txhero .st") == ["Date passed"]
    assert "2 days late. It is with us, not with you." in page.text
    assert page.texts(".notice--row .t") == ["We have not kept our word"]
    assert page.texts(".notice--row button") == ["Escalate this case"]
    assert "You get an answer by Friday 20 November, 12:00." in page.text
    assert page.one(".clock").get("aria-label") == (
        "2 days late. Opened 12 November, promised for 17 November, today is 19 November."
    )
    assert "Wednesday 11 November 2026, from Fjällbanken ••0318" in page.text


def test_a_late_case_that_was_escalated_offers_no_second_escalation(service: FakeUpstream) -> None:
    again = fjallbanken(escalated_at="2026-11-18T10:00:00.000Z", actions=action("message", "withdraw"))
    service.on("GET", "/v1/disputes/dsp_fjall", json=again)

    page = browser().get("/cases/dsp_fjall")

    assert page.texts(".notice--row .t") == ["We have not kept our word"]
    assert not page.all(".notice--row button")


def test_a_date_that_slipped_stays_in_what_happened(service: FakeUpstream) -> None:
    owed = step("2026-11-18T10:00:00.000Z", "escalated", "customer", promised_by="2026-11-17T16:00:00.000Z")
    escalated = {"escalated_at": "2026-11-18T10:00:00.000Z", "respond_by": "2026-11-20T11:00:00.000Z"}
    wire = fjallbanken(**escalated, status="under_review", history=[*fjallbanken()["history"], owed])
    service.on("GET", "/v1/disputes/dsp_fjall", json=wire)

    page = browser().get("/cases/dsp_fjall")

    assert page.texts(".timeline .t") == [
        "You opened the case",
        "Jonas L. took it",
        "We asked Fjällbanken",
        "Promised date passed",
        "You escalated the case",
        "With us",
        "You get an answer",
    ]


def test_a_decision_that_was_not_made_in_time_has_its_words(service: FakeUpstream) -> None:
    owed = step("2026-11-18T10:00:00.000Z", "not_decided", "system", promised_by="2026-11-18T09:00:00.000Z")
    wire = kronhamn(status="under_review", waiting_on="operator", history=[*kronhamn()["history"], owed])
    service.on("GET", "/v1/disputes/dsp_kronhamn", json=wire)

    page = browser().get("/cases/dsp_kronhamn")

    assert page.texts(".timeline .t")[-3] == "The date for your answer passed"
    assert "Promised date passed" not in page.text


def test_a_closed_case_says_how_it_ended(service: FakeUpstream) -> None:
    page = browser().get("/cases/dsp_lager")

    assert page.texts(".by-date") == ["Monday 9 November 15:26"]
    assert page.texts(".txhero .st") == ["Closed, in your favour"]
    assert "89,00\u00a0kr is back in your balance" in page.text
    assert page.one(".clock").get("aria-label").startswith("Decided on day 6 of 15.")
    assert not page.all(".form--reply")


def test_a_refund_request_is_a_case_too(service: FakeUpstream) -> None:
    service.on(
        "GET",
        "/v1/refund-requests/rrq_ljus",
        json=ljus(messages=[message("customer", "", "2026-11-19T09:12:05.000Z", "Hi")]),
    )

    page = browser().get("/cases/rrq_ljus")

    assert "Hemvaruhuset Ljus answers by" in page.text
    assert page.texts(".by-date") == ["Monday 23 November 17:00"]
    assert "2 working days left. Nothing for you to do." in page.text
    assert page.texts(".msgs time") == ["Today, 10:12"]
    assert page.texts(".timeline .t") == [
        *["You asked", "Hemvaruhuset Ljus opened it", "With Hemvaruhuset Ljus", "They answer"],
    ]


@pytest.mark.parametrize(
    ("changes", "word", "said"),
    [
        (
            {"status": "succeeded", "decided_at": "2026-11-19T12:00:00.000Z"},
            "Refunded in full",
            "is back in your balance",
        ),
        ({"status": "rejected", "decided_at": NOON}, "Not in your favour", "No money comes back"),
        ({"status": "cancelled"}, "Closed by you", "Without money, as you asked"),
        ({"status": "failed"}, "Did not go through", "The money did not come through"),
        ({"status": "rejected", "escalated_to": "dsp_2"}, "Taken further", "It goes on as a case of its own"),
        (
            {"status": "processing", "decided_at": "2026-11-19T13:05:00.000Z"},
            "Money on its way",
            "Nothing for you to do",
        ),
        ({"status": "a new one"}, "Closed", ""),
    ],
)
def test_each_state_of_a_request_has_its_words(
    service: FakeUpstream, changes: dict[str, Any], word: str, said: str
) -> None:
    service.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus(**{"actions": [], **changes}))

    page = browser().get("/cases/rrq_ljus")

    assert page.texts(".txhero .st") == [word]
    assert said in page.text


def test_the_clock_of_a_refusal_shows_the_answer_s_date_not_the_customer_s_own(service: FakeUpstream) -> None:
    refused = ljus(status="rejected", decided_at=NOON, updated_at=NOON, actions=action("escalate"))
    service.on("GET", "/v1/refund-requests/rrq_ljus", json=refused)
    service.on("GET", "/v1/refund-requests", json=build.page([bare(refused)]))

    assert browser().get("/cases/rrq_ljus").one("svg.clock").get("aria-label").endswith("promised for 23 November.")
    assert "4 days early" in " ".join(browser().get("/cases").texts(".sub"))


def test_lines_of_a_message_stay_lines(service: FakeUpstream) -> None:
    wrote = message("customer", "", "2026-11-19T09:12:05.000Z", "First line.\n\nSecond line.")
    service.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus(messages=[wrote]))

    assert browser().get("/cases/rrq_ljus").texts(".msgs .d") == ["First line.", "Second line."]


def test_hostile_texts_stay_texts(service: FakeUpstream) -> None:
    merchant = {"id": "mch_x", "name": HOSTILE, "site": None, "logo_url": None}
    sent = [message("merchant", HOSTILE, "2026-11-17T09:20:45.000Z", HOSTILE, HOSTILE)]
    case = kronhamn(merchant=merchant, note=HOSTILE, messages=sent, handler=HOSTILE)
    case["history"][0]["code"] = "never_heard_of"
    service.on("GET", "/v1/disputes/dsp_kronhamn", json=case)

    page = browser().get("/cases/dsp_kronhamn", {"said": HOSTILE})

    assert page.status == 200
    assert not page.all("[hx-get]")
    assert "Something changed" in page.text


def test_another_customers_case_is_not_there(service: FakeUpstream) -> None:
    service.on("GET", "/v1/disputes/dsp_kronhamn", status=404, json=build.problem(404, "not_found"))

    assert PageClient(signed_in(OMAR)).get("/cases/dsp_kronhamn").status == 404


def test_a_case_of_another_customer_that_slips_out_is_not_shown(service: FakeUpstream) -> None:
    service.on("GET", "/v1/disputes/dsp_kronhamn", json=kronhamn(customer_id="cus_omar"))

    assert browser().get("/cases/dsp_kronhamn").status in {502, 503}


# --- Steps ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("answer", "accept"), [("accept", True), ("decline", False)])
def test_an_offer_is_answered_once_per_form(service: FakeUpstream, answer: str, accept: bool) -> None:
    path = "/v1/disputes/dsp_kronhamn/answer"
    service.on("POST", path, json=kronhamn())
    client = browser()

    for _ in range(2):
        done = client.post("/cases/dsp_kronhamn/answer", {"key": KEY, "answer": answer})
        assert (done.status, done.response["Location"]) == (303, "/cases/dsp_kronhamn")

    assert [call.body for call in service.asked("POST", path)] == [{"accept": accept}]


def test_an_escalation_asks_nothing(service: FakeUpstream) -> None:
    path = "/v1/disputes/dsp_fjall/escalate"
    service.on("POST", path, json=fjallbanken(escalated_at="2026-11-19T13:05:31.000Z"))
    client = browser()
    page = client.get("/cases/dsp_fjall")

    done = client.submit(page, "/cases/dsp_fjall/escalate")

    assert done.status == 303
    assert len(service.asked("POST", path)) == 1


ESCALATE = "/v1/refund-requests/rrq_ljus/escalate"
REFUSED: dict[str, Any] = {"status": "rejected", "decided_at": NOON, "actions": action("escalate")}


def test_a_refused_request_goes_on_as_a_dispute_once_per_form(service: FakeUpstream) -> None:
    service.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus(**REFUSED))
    service.on("POST", ESCALATE, json=ljus(status="rejected", escalated_to="dsp_kronhamn"))
    client = browser()
    page = client.get("/cases/rrq_ljus")
    assert page.texts(".notice--row button") == ["Ask us to look at it"]

    for _ in range(2):
        done = client.submit(page, "/cases/rrq_ljus/escalate")
        assert (done.status, done.response["Location"]) == (303, "/cases/dsp_kronhamn")

    assert len(service.asked("POST", ESCALATE)) == 1


def test_a_request_that_is_no_longer_escalated_shows_how_it_stands(service: FakeUpstream) -> None:
    service.on("POST", ESCALATE, status=409, json=build.problem(409, "invalid_state"))

    page = browser().post("/cases/rrq_ljus/escalate", {"key": KEY})

    assert page.status == 409
    assert page.texts("main [role=alert] .t") == ["That is no longer possible"]


def test_nobody_else_escalates_a_request(service: FakeUpstream) -> None:
    service.on("POST", ESCALATE, status=404, json=build.problem(404, "not_found"))
    service.on("GET", "/v1/refund-requests/rrq_ljus", status=404, json=build.problem(404, "not_found"))

    assert PageClient(signed_in(OMAR)).post("/cases/rrq_ljus/escalate", {"key": KEY}).status == 404
    away = PageClient(Client()).post("/cases/rrq_ljus/escalate", {"key": KEY})
    assert (away.status, away.response["Location"].split("?")[0]) == (303, "/login")
    assert len(service.asked("POST", ESCALATE)) == 1


def test_what_is_no_longer_possible_shows_how_it_stands(service: FakeUpstream) -> None:
    service.on("POST", "/v1/disputes/dsp_fjall/escalate", status=409, json=build.problem(409, "invalid_state"))

    page = browser().post("/cases/dsp_fjall/escalate", {"key": KEY})

    assert page.status == 409
    assert page.texts("main [role=alert] .t") == ["That is no longer possible"]


def test_a_step_whose_end_is_not_known_is_not_called_failed(service: FakeUpstream) -> None:
    path = "/v1/disputes/dsp_fjall/escalate"
    service.on("POST", path, status=504, json=build.problem(504, "upstream_timeout"))

    page = browser().post("/cases/dsp_fjall/escalate", {"key": KEY})

    assert page.status == 503
    assert page.texts("main [role=alert] .t")[0] in {"We do not know yet whether that arrived", "That did not reach us"}


def test_a_message_is_sent_and_the_field_is_empty_again(service: FakeUpstream) -> None:
    path = "/v1/disputes/dsp_kronhamn/messages"
    service.on("POST", path, json=kronhamn())
    sent = {"key": KEY, "text": "One more thing."}

    part = browser().fragment("/cases/dsp_kronhamn/messages", sent, post=True)
    plain = browser().post("/cases/dsp_kronhamn/messages", {**sent, "key": KEY + "2"})

    assert part.status == 200
    assert plain.response["Location"] == "/cases/dsp_kronhamn?sent=1"
    assert [call.body["text"] for call in service.asked("POST", path)] == ["One more thing."] * 2


@pytest.mark.parametrize(
    ("text", "error"), [("", "Write something first."), ("x" * 2001, "Write at most 2000 characters.")]
)
def test_a_message_that_cannot_be_sent_is_kept(service: FakeUpstream, text: str, error: str) -> None:
    page = browser().post("/cases/dsp_kronhamn/messages", {"key": KEY, "text": text})

    assert page.status == 422
    assert page.texts("#msg-e") == [f"Error: {error}"]
    assert page.one("#msg").text_content() == text


def test_closing_says_its_consequence_first(service: FakeUpstream) -> None:
    path = "/v1/disputes/dsp_kronhamn/withdraw"
    service.on("POST", path, json=kronhamn(status="closed", outcome="withdrawn"))
    client = browser()

    page = client.get("/cases/dsp_kronhamn/withdraw")
    assert page.h1 == "Close the case without money"
    assert "You cannot open it again for this payment." in page.text
    done = client.submit(page, "/cases/dsp_kronhamn/withdraw")

    assert done.status == 303
    assert len(service.asked("POST", path)) == 1


def test_a_request_is_taken_back(service: FakeUpstream) -> None:
    path = "/v1/refund-requests/rrq_ljus/cancel"
    service.on("POST", path, json=ljus(status="cancelled"))
    client = browser()

    client.submit(client.get("/cases/rrq_ljus/withdraw"), "/cases/rrq_ljus/withdraw")

    assert len(service.asked("POST", path)) == 1


def test_a_closed_case_cannot_be_closed_again(service: FakeUpstream) -> None:
    assert browser().get("/cases/dsp_lager/withdraw").response["Location"] == "/cases/dsp_lager"


# --- Opening -------------------------------------------------------------------------------------
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


# --- Files ---------------------------------------------------------------------------------------
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("case_id", "path"),
    [
        ("dsp_kronhamn", "/v1/disputes/dsp_kronhamn/messages"),
        ("rrq_ljus", "/v1/refund-requests/rrq_ljus/messages"),
    ],
)
def test_a_file_goes_with_its_message(service: FakeUpstream, case_id: str, path: str) -> None:
    kept = {"id": "upl_9", "name": "receipt.pdf", "media_type": "application/pdf", "size": len(PDF)}
    upload = {**kept, "sha256": hashlib.sha256(PDF).hexdigest()}
    service.on("POST", "/v1/uploads", status=201, json=upload)
    service.on("POST", path, json=kronhamn() if case_id == "dsp_kronhamn" else ljus())
    file = SimpleUploadedFile("receipt.pdf", PDF, "application/pdf")

    done = browser().post(f"/cases/{case_id}/messages", {"key": KEY, "text": "My receipt.", "file": file})

    assert done.status == 303
    assert service.asked("POST", path)[0].body == {
        "text": "My receipt.",
        "attachments": ["upl_9"],
    }


def test_a_file_that_cannot_be_taken_is_told_at_its_field(service: FakeUpstream) -> None:
    file = SimpleUploadedFile("receipt.exe", b"MZ", "application/pdf")

    page = browser().post("/cases/dsp_kronhamn/messages", {"key": KEY, "text": "My receipt.", "file": file})

    assert page.status == 422
    assert page.one("#file-e") is not None
    assert page.one("#msg").text_content() == "My receipt."
    assert not service.asked("POST", "/v1/disputes/dsp_kronhamn/messages")


def test_a_file_of_a_message_is_a_link(service: FakeUpstream) -> None:
    page = browser().get("/cases/dsp_kronhamn")

    assert page.one(".msgs a.file").get("href").endswith("/upl_1?name=booking-hk-5521.pdf")
