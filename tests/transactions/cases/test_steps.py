"""Every step the customer can take with a case, once per form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.cases import KEY, NOON, action, browser, fjallbanken, kronhamn, ljus

pytestmark = pytest.mark.django_db


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
