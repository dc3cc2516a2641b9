"""One case in each state, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.cases import HOSTILE, NOON, action, bare, browser, fjallbanken, kronhamn, ljus, message, step

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("duplicate", "I was charged twice"),
        ("not_received", "It never came"),
        ("cancelled_order", "I sent it back, or cancelled it"),
    ],
)
def test_a_reason_has_the_words_it_was_chosen_by(service: FakeUpstream, reason: str, words: str) -> None:
    service.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus(reason=reason))

    assert words in browser().get("/cases/rrq_ljus").texts("dd")


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
