"""What came of a refund request, as its payment tells it; and taking one back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import payments
from tests.page import PageClient
from tests.transactions.requests import ONE, REQUEST, Service, press, refundable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]
LIST = "/payments/v1/refund-requests"


def request(number: int, **changes: Any) -> dict[str, Any]:
    made = payments.refund_request(id=f"rrq_{number}", **changes)
    del made["messages"]
    return made


DECIDED: dict[str, Any] = {"decided_at": "2026-11-10T14:02:00.000Z", "actions": []}
REQUESTS = [
    request(1, amount=payments.money(21600)),
    request(2, status="succeeded", amount=payments.money(43200), decided_amount=payments.money(43200), **DECIDED),
    request(3, status="rejected", amount=payments.money(4900), decision_note="As <agreed>.", **DECIDED),
]


def asked_back(service: Service, *requests: dict[str, Any], **changes: Any) -> None:
    service.becomes(**refundable(21600, 43200, amount=payments.money(86400), **changes))
    told = payments.event(2, code="refund_requested", details={"value": "21600", "currency": "SEK"})
    service.upstream.on("GET", f"{ONE}/events", json={"data": [payments.event(1), told]})
    service.upstream.on("GET", LIST, json=payments.page(list(requests)))


def test_the_payment_tells_what_was_asked_back_and_what_it_has_cost(elin: PageClient, service: Service) -> None:
    asked_back(service, *REQUESTS)
    page = elin.get("/transactions/tx_1")
    assert page.texts("#ask .n") == ["3"]
    assert "+432,00\u00a0kr came back, 216,00\u00a0kr more is being decided" in page.text
    assert page.texts(".ans .st") == ["With Hemvaruhuset Ljus", "Yes, all of it", "No"]
    assert "They answer by Monday 23 November, 17:00" in page.text
    assert "“As <agreed>.”" in page.text
    assert page.texts(".tbl .amt") == ["216,00\u00a0kr", "+432,00\u00a0kr", "49,00\u00a0kr"]
    assert page.texts(".rows--sum .total .amt") == ["−432,00\u00a0kr"]
    assert "If they say yes to what is open: 216,00\u00a0kr more." in page.text
    assert page.texts(".timeline .t")[-1] == "You asked for 216,00\u00a0kr"
    assert [each.get("href") for each in page.all("#ask ~ * a, .tbl th a")][:1] == ["/cases/rrq_1"]
    links = {each.get("href"): each.text_content() for each in page.all(".cmds a")}
    assert list(links) == ["/transactions/tx_1/refund", "/refund-requests/rrq_1/cancel"]
    assert "Ask for more back" in links["/transactions/tx_1/refund"]
    assert "up to 216,00\u00a0kr" in links["/transactions/tx_1/refund"]


def test_a_refusal_can_be_looked_at_by_us_for_a_while(elin: PageClient, service: Service) -> None:
    look = {"name": "escalate", "until": "2026-12-10T14:02:00.000Z", "requires": []}
    became = {"escalated_to": "dsp_9", "actions": []}
    asked_back(
        service,
        request(1, status="rejected", **DECIDED | {"actions": [look]}),
        request(2, status="rejected", **DECIDED | became),
        request(3, status="cancelled", **became),
        request(4, status="rejected", **DECIDED),
    )
    page = elin.get("/transactions/tx_1")
    assert [each.get("href") for each in page.all(".ans a")] == ["/cases/rrq_1", "/cases/dsp_9", "/cases/dsp_9"]
    assert "Ask us to look at it until 10 December." in " ".join(page.texts(".ans .sub"))
    assert page.texts(".ans .st") == ["No", "No", "No answer in time", "No"]


def test_who_does_not_know_the_payment_is_led_to_a_dispute(elin: PageClient, service: Service) -> None:
    assert not elin.get("/transactions/tx_1/refund").all(".fine a")
    service.becomes(**refundable() | {"actions": [{"name": "refund"}, {"name": "dispute"}]})
    page = elin.get("/transactions/tx_1/refund")
    assert [each.get("href") for each in page.all("p.fine a")] == ["/transactions/tx_1/dispute"]


@pytest.mark.parametrize(
    ("changes", "word", "sentence"),
    [
        (
            {"respond_by": "2026-11-18T16:00:00.000Z"},
            "With Hemvaruhuset Ljus",
            "They were to answer by Wednesday 18 November",
        ),
        ({"respond_by": None}, "With Hemvaruhuset Ljus", ""),
        ({"status": "approved"}, "Yes, all of it", "The money is on its way back."),
        (
            {"status": "succeeded", "decided_amount": payments.money(100), "decided_at": "2026-11-19T10:00:00.000Z"},
            "Yes, a part of it",
            "today, 11:00, in your balance at once",
        ),
        ({"status": "failed"}, "It did not go through", "could not be given back"),
        ({"status": "cancelled"}, "You took it back", "today, 10:12"),
        ({"status": "pondered"}, "Status unknown", "The payment service calls it pondered."),
    ],
)
def test_each_answer_has_its_words(
    elin: PageClient, service: Service, changes: dict[str, Any], word: str, sentence: str
) -> None:
    asked_back(service, request(1, **changes))
    page = elin.get("/transactions/tx_1")
    assert page.texts(".ans .st") == [word]
    assert sentence in page.text


@pytest.mark.parametrize(
    "details", [{"value": "-1"}, {"value": "1" * 16, "currency": "SEK"}, {"value": "1", "currency": "<b>"}, {}]
)
def test_a_step_of_a_strange_amount_is_told_without_it(
    elin: PageClient, service: Service, details: dict[str, str]
) -> None:
    asked_back(service)
    told = payments.event(2, code="refund_requested", details=details)
    service.upstream.on("GET", f"{ONE}/events", json={"data": [told]})
    assert elin.get("/transactions/tx_1").texts(".timeline .t") == ["You asked for a refund"]


def test_a_list_that_cannot_be_had_hides_no_payment(elin: PageClient, service: Service) -> None:
    asked_back(service)
    for status, code in ((502, "upstream_error"), (501, "capability_unavailable")):
        service.upstream.on("GET", LIST, status=status, json=payments.problem(status, code))
        page = elin.get("/transactions/tx_1")
        assert (page.status, page.all("#ask")) == (200, [])


def test_a_request_is_taken_back(elin: PageClient, service: Service) -> None:
    service.upstream.on("GET", REQUEST, json=payments.refund_request())
    service.upstream.on("POST", f"{REQUEST}/cancel", json=payments.refund_request(status="cancelled"))
    page = elin.get("/refund-requests/rrq_1/cancel")
    assert page.h1 == "Take back your refund request?"
    assert "Hemvaruhuset Ljus for 216,00\u00a0kr" in page.text
    sent = press(elin, page)
    assert (sent.status, sent.response["Location"]) == (303, "/transactions/tx_1")


@pytest.mark.parametrize(("status", "code", "answer"), [(409, "invalid_state", 409), (504, "upstream_timeout", 303)])
def test_what_was_answered_first_stands(
    elin: PageClient, service: Service, status: int, code: str, answer: int
) -> None:
    service.upstream.on("GET", REQUEST, json=payments.refund_request())
    page = elin.get("/refund-requests/rrq_1/cancel")
    service.upstream.on("POST", f"{REQUEST}/cancel", status=status, json=payments.problem(status, code))
    assert press(elin, page).status == answer
    service.upstream.on("GET", REQUEST, json=payments.refund_request(status="rejected", actions=[]))
    over = elin.get("/refund-requests/rrq_1/cancel")
    assert (over.status, over.h1) == (409, "They have answered already")
