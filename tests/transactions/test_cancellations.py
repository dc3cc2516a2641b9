"""Cancelling a payment: the consequence first, once, and never told wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.requests import ASKED, CANCEL, KEEP, ONE, PENDING, Service, offering, press, refundable
from transactions.models import Intent, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]
NOW = "2026-11-19T13:06:00Z"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> Service:
    return Service(upstream, **PENDING)


@pytest.fixture
def elin(service: Service) -> PageClient:
    return PageClient(signed_in(ELIN))


def test_what_it_means_is_said_before_anything_is_done(elin: PageClient, service: Service) -> None:
    page = elin.get("/transactions/tx_1/cancel")
    assert page.h1 == "Cancel this payment?"
    assert "62,00\u00a0kr to your balance, once the bank has stopped it" in page.text
    assert "That you cancelled. They may not send the order." in page.text
    assert "You can then ask for a refund." in page.text
    assert page.link("Keep it") == "/transactions/tx_1"
    assert page.texts(".task-foot span") == ["Payment 2618 4391 0027"]
    assert service.made == {}


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"type": "withdrawal", "merchant": None}, "Cancel this withdrawal?"),
        ({"type": "deposit", "direction": "in", "merchant": None, "status": "requires_action"}, "Cancel this deposit?"),
    ],
)
def test_each_kind_has_its_words(elin: PageClient, service: Service, changes: dict[str, Any], title: str) -> None:
    service.becomes(**PENDING | changes)
    page = elin.get("/transactions/tx_1/cancel")
    assert page.h1 == title
    assert "They learn" not in page.text


def test_the_bank_is_asked_and_the_payment_says_so(elin: PageClient, service: Service) -> None:
    sent = press(elin, elin.get("/transactions/tx_1/cancel"))
    assert (sent.status, sent.response["Location"]) == (303, "/transactions/tx_1")
    page = elin.get("/transactions/tx_1")
    assert "Cancel asked" in page.text
    assert "The bank decides by 20:00 today" in page.text
    assert "If the bank stops it, 62,00\u00a0kr is released at once." in page.text
    assert "What is reserved" in page.text
    assert page.one(".cmds a").get("href") == "/transactions/tx_1/keep"
    assert "Cancel this payment" not in page.text
    assert Intent.objects.get().state == State.SENT


def test_at_once_it_is_cancelled(elin: PageClient, service: Service) -> None:
    service.outcome = {"status": "cancelled", "actions": []}
    press(elin, elin.get("/transactions/tx_1/cancel"))
    assert "It was cancelled" in elin.get("/transactions/tx_1").text
    assert Intent.objects.get().state == State.DONE


def test_a_second_press_and_a_reload_ask_for_nothing_more(elin: PageClient, service: Service) -> None:
    page = elin.get("/transactions/tx_1/cancel")
    answers = [press(elin, page) for _ in range(3)]
    assert {(each.status, each.response["Location"]) for each in answers} == {(303, "/transactions/tx_1")}
    assert (len(service.made), len(service.upstream.asked("POST", CANCEL))) == (1, 1)


def test_no_answer_in_time_is_told_as_what_it_is(elin: PageClient, service: Service) -> None:
    service.upstream.on("POST", CANCEL, status=504, json=payments.problem(504, "upstream_timeout"))
    sent = press(elin, elin.get("/transactions/tx_1/cancel"))
    state = elin.get(sent.response["Location"])
    assert state.h1 == "We are finding out whether it was cancelled"
    assert "Do not send it again" in state.text
    assert "failed" not in state.text.casefold()
    again = elin.get("/transactions/tx_1/cancel")
    assert (again.status, again.response["Location"]) == (303, sent.response["Location"])
    polled = elin.client.get(sent.response["Location"] + "?seen=1", headers={"HX-Request": "true"})
    assert polled.status_code == 204
    Intent.objects.update(state=State.SENT)
    assert elin.get(sent.response["Location"]).response["Location"] == "/transactions/tx_1"


def test_what_settled_meanwhile_is_told_truly(elin: PageClient, service: Service) -> None:
    page = elin.get("/transactions/tx_1/cancel")
    service.becomes(**refundable())
    sent = press(elin, page)
    assert (sent.status, sent.h1) == (409, "It went through first")
    assert "The money has moved." in sent.text
    assert sent.texts("dd .st") == ["Completed"]
    assert sent.link("Ask for a refund") == "/transactions/tx_1/refund"
    assert service.made == {}


def test_what_settles_at_the_same_moment_is_told_truly(elin: PageClient, service: Service) -> None:
    page = elin.get("/transactions/tx_1/cancel")
    service.upstream.on("POST", CANCEL, status=409, json=payments.problem(409, "invalid_state"))
    sent = press(elin, page)
    assert (sent.status, sent.h1) == (409, "It can no longer be cancelled")
    assert press(elin, page).status == 409


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("succeeded", "It went through first"),
        ("cancelled", "It is cancelled already"),
        ("declined", "It had ended already"),
        ("authorised", "It can no longer be cancelled"),
    ],
)
def test_the_page_of_what_is_over_says_so(elin: PageClient, service: Service, status: str, title: str) -> None:
    service.becomes(status=status)
    page = elin.get("/transactions/tx_1/cancel")
    assert (page.status, page.h1) == (409, title)


def test_what_was_asked_already_is_not_called_too_late(elin: PageClient, service: Service) -> None:
    service.becomes(**PENDING | {"cancellation": ASKED, "actions": [{"name": "keep"}]})
    page = elin.get("/transactions/tx_1/cancel")
    assert (page.status, page.h1) == (409, "You have asked to cancel it already")
    assert page.texts("dd .st") == ["Cancel asked"]


def test_a_service_that_could_not_be_reached_has_cancelled_nothing(elin: PageClient, service: Service) -> None:
    press(elin, elin.get("/transactions/tx_1/cancel"))
    service.becomes(**PENDING)
    Intent.objects.update(state=State.REFUSED, problem="upstream_unavailable")
    sent = elin.get(f"/transactions/tx_1/requests/{Intent.objects.get().id}")
    assert (sent.status, sent.h1) == (503, "It was not sent")
    assert sent.link("Start again") == "/transactions/tx_1/cancel"


def test_it_goes_through_after_all(elin: PageClient, service: Service) -> None:
    service.becomes(**PENDING | {"cancellation": ASKED, "actions": [{"name": "keep"}]})
    service.upstream.on("POST", KEEP, json=payments.transaction(**PENDING))
    page = elin.get("/transactions/tx_1/keep")
    assert page.h1 == "Let it go through after all?"
    sent = press(elin, page)
    assert (sent.status, sent.response["Location"]) == (303, "/transactions/tx_1")
    assert len(service.upstream.asked("POST", KEEP)) == 1


@pytest.mark.parametrize(("status", "code", "answer"), [(504, "upstream_timeout", 303), (409, "invalid_state", 409)])
def test_what_the_bank_decided_first_stands(
    elin: PageClient, service: Service, status: int, code: str, answer: int
) -> None:
    service.becomes(**PENDING | {"cancellation": ASKED, "actions": [{"name": "keep"}]})
    page = elin.get("/transactions/tx_1/keep")
    service.upstream.on("POST", KEEP, status=status, json=payments.problem(status, code))
    assert press(elin, page).status == answer
    service.becomes(status="cancelled")
    assert elin.get("/transactions/tx_1/keep").h1 == "It is cancelled already"


def test_a_backend_that_cancels_nothing_offers_nothing(elin: PageClient, service: Service) -> None:
    service.upstream.on("GET", "/payments/v1/capabilities", json=offering(cancel="none"))
    assert elin.client.get("/transactions/tx_1/cancel").status_code == 501


@pytest.mark.parametrize("key", ["", "short", "<script>alert(1)</script>", "x" * 65])
def test_a_key_that_is_not_ours_is_refused(elin: PageClient, service: Service, key: str) -> None:
    assert elin.client.post("/transactions/tx_1/cancel/send", {"key": key}).status_code == 400
    assert service.made == {}


def test_nobody_else_gets_there(service: Service, visitor: Client) -> None:
    omar = signed_in(OMAR)
    service.upstream.on("GET", ONE, status=404, json=payments.problem(404, "not_found"))
    assert omar.get("/transactions/tx_1/cancel").status_code == 404
    assert omar.post("/transactions/tx_1/cancel/send", {"key": "k" * 24}).status_code == 404
    assert visitor.get("/transactions/tx_1/cancel")["Location"].startswith("/login")
    assert omar.get("/transactions/tx_1/cancel/send").status_code == 405


def test_a_request_s_state_is_its_customer_s_and_its_transaction_s_own(elin: PageClient, service: Service) -> None:
    press(elin, elin.get("/transactions/tx_1/cancel"))
    intent = Intent.objects.get().id
    assert elin.client.get(f"/transactions/tx_2/requests/{intent}").status_code == 404
    assert signed_in(OMAR).get(f"/transactions/tx_1/requests/{intent}").status_code == 404
