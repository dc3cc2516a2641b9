"""Asking for money back: once, from the amount that was seen, in words nobody can misuse."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.builders import payments
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.requests import ASK, ONE, REQUEST, Service, offering, press, refundable
from transactions.models import Intent, State
from transactions.services import intents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]
HOSTILE = "</textarea><script>alert(1)</script> {{ 7*7 }} =cmd|' /C calc'!A0 \N{PILE OF POO}"
LIST = "/payments/v1/refund-requests"
FULL = {"state": "full", "refunded": payments.money(), "refundable": payments.money(0)}


def test_the_form_says_who_decides_and_how_much_there_is(elin: PageClient, service: Service) -> None:
    page = elin.get("/transactions/tx_1/refund")
    assert page.h1 == "Ask Kaffekompaniet Söder for a refund"
    assert "They decide, usually within 2 working days. The money comes back to your balance." in page.text
    assert page.texts("fieldset .end")[0] == "62,00\u00a0kr"
    assert page.texts(".refund-all") == ["Ask for 62,00\u00a0kr back"]
    assert page.texts("#why option")[0] == "I sent it back, or cancelled it"
    assert "I do not recognise it" not in page.text
    assert page.form("main form")["how"] == "all"
    assert service.made == {}


def test_all_of_it_is_asked_for_once(elin: PageClient, service: Service) -> None:
    page = elin.get("/transactions/tx_1/refund")
    answers = [press(elin, page, note="Handed in at the desk.\r\nOn the 18th.") for _ in range(3)]
    assert {(each.status, each.response["Location"]) for each in answers} == {(303, "/cases/rrq_1")}
    assert service.asked == [
        {
            "amount": payments.money(6200),
            "reason": "cancelled_order",
            "expected_refundable": payments.money(6200),
            "note": "Handed in at the desk.\nOn the 18th.",
        }
    ]
    intent = Intent.objects.get()
    assert (intent.state, intent.result_id, intent.wording) == (State.DONE, "rrq_1", {})


def test_a_part_is_asked_for(elin: PageClient, service: Service) -> None:
    press(elin, elin.get("/transactions/tx_1/refund"), how="part", part="12,50", why="duplicate")
    assert (service.asked[0]["amount"], service.asked[0]["reason"]) == (payments.money(1250), "duplicate")
    assert "note" not in service.asked[0]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter an amount."),
        ("0", "Enter an amount above zero, and at most 62,00\u00a0kr."),
        ("62,01", "Enter an amount above zero, and at most 62,00\u00a0kr."),
        ("-1", "Enter the amount in figures"),
        ("1,2345", "Enter at most 2 decimals."),
        ("9" * 30, "That is more than you paid."),
        ("<b>1</b>", "Enter the amount in figures"),
    ],
)
def test_an_amount_that_cannot_be_says_what_to_enter(
    elin: PageClient, service: Service, typed: str, sentence: str
) -> None:
    page = press(elin, elin.get("/transactions/tx_1/refund"), how="part", part=typed, note="Kept as typed.")
    assert (page.status, page.title.startswith("Error:")) == (422, True)
    assert sentence in page.one("#part-e").text_content()
    assert page.one("#note").text_content() == "Kept as typed."
    assert page.form("main form")["how"] == "part"
    assert service.made == {}


@pytest.mark.parametrize("note", ["tag \U000e0041", "turned \u202e round", "my card 4111 1111 1111 1111", "x" * 2001])
def test_a_message_that_must_not_be_sent_is_named(elin: PageClient, service: Service, note: str) -> None:
    page = press(elin, elin.get("/transactions/tx_1/refund"), note=note)
    assert page.status == 422
    assert page.one("#note-e").text_content()
    assert service.made == {}


def test_a_hostile_message_is_sent_as_it_is_and_shown_as_text(elin: PageClient, service: Service) -> None:
    press(elin, elin.get("/transactions/tx_1/refund"), note=HOSTILE)
    assert service.asked[0]["note"] == HOSTILE
    wrong = press(elin, elin.get("/transactions/tx_1/refund"), note=HOSTILE, how="part", part="x")
    assert wrong.one("#note").text_content() == HOSTILE


@pytest.mark.parametrize(
    "changes",
    [{"how": "most"}, {"why": "unrecognised"}, {"why": ""}, {"expected": "-1"}, {"expected": "1" * 17}, {"key": "k"}],
)
def test_what_our_page_never_sends_is_refused(elin: PageClient, service: Service, changes: dict[str, str]) -> None:
    form = elin.get("/transactions/tx_1/refund").form("main form")
    assert elin.client.post("/transactions/tx_1/refund/send", form | changes).status_code == 400
    assert service.made == {}


def test_an_amount_gone_stale_is_shown_anew_and_not_sent(elin: PageClient, service: Service) -> None:
    page = elin.get("/transactions/tx_1/refund")
    service.becomes(**refundable(5000, 1200))
    stale = press(elin, page, note="Still mine.")
    assert (stale.status, stale.texts("fieldset .end")[0]) == (412, "50,00\u00a0kr")
    assert "What you can ask for has changed." in stale.one("main .notice").text_content()
    assert (service.asked, stale.one("#note").text_content()) == ([], "Still mine.")
    assert press(elin, stale).status == 303
    assert service.asked[0]["amount"] == payments.money(5000)


@pytest.mark.parametrize(
    ("status", "code", "title"),
    [
        (409, "already_refunded", "All of it has been refunded, or is being decided"),
        (422, "refund_window_closed", "It is too long ago to ask for a refund"),
        (422, "refund_not_allowed", "A refund cannot be asked for"),
        (422, "validation_failed", "A refund cannot be asked for"),
    ],
)
def test_what_the_service_refuses_is_told(
    elin: PageClient, service: Service, status: int, code: str, title: str
) -> None:
    page = elin.get("/transactions/tx_1/refund")
    service.upstream.on("POST", ASK, status=status, json=payments.problem(status, code))
    sent = press(elin, page)
    assert (sent.status, sent.h1) == (409, title)
    assert press(elin, page).h1 == title


def test_no_answer_in_time_is_never_asked_twice(elin: PageClient, service: Service) -> None:
    page = elin.get("/transactions/tx_1/refund")
    service.upstream.on("POST", ASK, status=504, json=payments.problem(504, "upstream_timeout"))
    sent = press(elin, page)
    state = elin.get(sent.response["Location"])
    assert state.h1 == "We are finding out whether your request arrived"
    again = elin.get("/transactions/tx_1/refund")
    assert (again.status, again.response["Location"]) == (303, sent.response["Location"])
    service.upstream.on("POST", ASK, reply=service.ask)
    with time_machine.travel("2026-11-19T13:07:00Z", tick=False):
        intents.intent_reconcile(intent_id=Intent.objects.get().id)
    assert elin.get(sent.response["Location"]).response["Location"] == "/cases/rrq_1"
    keys = {call.headers["idempotency-key"] for call in service.upstream.asked("POST", ASK)}
    assert (len(keys), len(service.made)) == (1, 1)


@pytest.mark.parametrize(("found", "state"), [(True, State.DONE), (False, State.REFUSED)])
def test_after_a_day_it_is_looked_up_and_not_sent_again(
    elin: PageClient, service: Service, found: bool, state: State
) -> None:
    service.upstream.on("POST", ASK, status=504, json=payments.problem(504, "upstream_timeout"))
    press(elin, elin.get("/transactions/tx_1/refund"))
    sent = len(service.upstream.asked("POST", ASK))
    made = payments.refund_request(amount=payments.money(6200), created_at="2026-11-19T13:06:01.000Z")
    older = payments.refund_request(amount=payments.money(6200), created_at="2026-11-19T13:05:59.000Z")
    service.upstream.on("GET", LIST, json=payments.page([made] if found else [older]))
    with time_machine.travel("2026-11-20T13:06:00Z", tick=False):
        intents.intent_reconcile(intent_id=Intent.objects.get().id)
    assert (Intent.objects.get().state, len(service.upstream.asked("POST", ASK))) == (state, sent)


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"actions": []}, "A refund cannot be asked for"),
        ({"refund": FULL, "actions": []}, "All of it has been refunded, or is being decided"),
        ({"refund": FULL | {"state": "pending"}, "actions": []}, "All of it has been refunded, or is being decided"),
    ],
)
def test_what_cannot_be_asked_says_so(elin: PageClient, service: Service, changes: dict[str, Any], title: str) -> None:
    page = elin.get("/transactions/tx_1/refund")
    service.becomes(**refundable() | changes)
    assert elin.get("/transactions/tx_1/refund").h1 == press(elin, page).h1 == title


def test_what_takes_no_refund_can_still_be_disputed(elin: PageClient, service: Service) -> None:
    service.becomes(**refundable() | {"actions": [{"name": "dispute"}]})
    assert elin.get("/transactions/tx_1/refund").link("Something is wrong") == "/transactions/tx_1/dispute"
    service.becomes(**refundable() | {"actions": []})
    assert "Something is wrong" not in elin.get("/transactions/tx_1/refund").text


def test_a_payment_that_says_nothing_of_refunds_has_no_form(elin: PageClient, service: Service) -> None:
    service.becomes(**refundable() | {"refund": None})
    page = elin.get("/transactions/tx_1/refund")
    assert (page.status, page.h1) == (409, "All of it has been refunded, or is being decided")


def test_a_backend_without_requests_offers_none(elin: PageClient, service: Service) -> None:
    service.upstream.on("GET", "/payments/v1/capabilities", json=offering(**{"refunds.request": "none"}))
    assert elin.client.get("/transactions/tx_1/refund").status_code == 501


def test_nobody_else_gets_there(service: Service, visitor: Client) -> None:
    omar = signed_in(OMAR)
    service.upstream.on("GET", ONE, status=404, json=payments.problem(404, "not_found"))
    service.upstream.on("GET", REQUEST, status=404, json=payments.problem(404, "not_found"))
    for path in ("/transactions/tx_1/refund", "/refund-requests/rrq_1/cancel"):
        assert omar.get(path).status_code == 404
        assert visitor.get(path)["Location"].startswith("/login")
        assert omar.get(f"{path}/send").status_code == 405
        assert omar.post(f"{path}/send", {"key": "k" * 24}).status_code in {400, 404}
