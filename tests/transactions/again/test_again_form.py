"""Ordering the like of an earlier time: the usual form filled in, and its words kept to whom they are for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, OMAR, signed_in
from tests.transactions.again.orders import (
    CONFIRMED,
    KEY,
    MADE,
    REFERENCES,
    REPEAT,
    address,
    fields,
    note,
    page_of,
    send,
)
from transactions.domain import NoteText
from transactions.models import Intent, Note
from transactions.services.intents import intent_reconcile
from transactions.services.notes import note_get


# --- The form ------------------------------------------------------------------------------------
def test_one_form_is_filled_in_and_orders_nothing(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions/tx_1", json=build.transaction(actions=[REPEAT], references=REFERENCES))
    note(NoteText("Beans, office", "not this", ("coffee",)))
    page = page_of()

    assert page.h1 == "Pay Kaffekompaniet Söder again"
    filled = fields(page)
    assert (filled["amount"], filled["to"]) == ("62,00", "mch_kaffe")
    assert (filled["message"], filled["label"]) == ("NI-204417", "Beans, office")
    assert page.texts("main label") == ["Amount", "Pay with", "Message to Kaffekompaniet Söder", "Your label"]
    assert page.texts("select option") == ["Your balance in krona, 12\u00a0480,55\u00a0kr"]
    assert page.texts("dl.rows dt") == ["To", "Last paid"]
    assert "checked today 14:05" in page.texts("dl.rows dd")[0]
    assert PageClient(signed_in()).get("/transactions/tx_1").link("Pay this again") == "/transactions/tx_1/repeat"
    assert not [call for call in service.calls if call.method == "POST"]
    assert Intent.objects.count() == 0


@pytest.mark.parametrize(
    ("like", "side", "labels"),
    [
        (build.deposit(id="tx_1", status="succeeded", actions=[REPEAT]), "from", ["Amount", "Deposit from"]),
        (build.withdrawal(id="tx_1", status="succeeded", actions=[REPEAT]), "to", ["Amount", "Withdraw to"]),
    ],
)
def test_money_in_and_out_are_one_form_too(
    service: FakeUpstream, like: dict[str, Any], side: str, labels: list[str]
) -> None:
    service.on("GET", "/v1/transactions/tx_1", json=like)
    page = page_of()
    assert page.texts("main label") == [*labels, "Your label"]
    assert page.one(f"select[name={side}] option[selected]").get("value") == "ins_ostra"

    answer: Any = signed_in().post(
        "/transactions/tx_1/repeat", {"account": "acc_sek", "amount": "500", side: "ins_ostra", "label": "Rent"}
    )
    path, asked = address(answer)
    assert path == ("/deposit/review" if side == "from" else "/withdraw/review")
    assert (asked["amount"], asked[side], asked["like"]) == (["500"], ["ins_ostra"], ["tx_1"])


def test_what_is_no_longer_there_is_chosen_anew(service: FakeUpstream) -> None:
    service.on("GET", "/v1/accounts", json=build.page([build.account(id="acc_new")]))
    service.on("GET", "/v1/merchants", json=build.page([build.merchant(id="mch_2", name="Other")]))
    page = page_of()
    assert page.one("select[name=account] option[selected]").get("value") == "acc_new"
    assert page.texts("select[name=to] option") == ["Other"]
    assert "checked today" not in page.text


def test_only_what_the_service_offers_is_repeated(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions/tx_1", json=build.transaction())
    client = signed_in()
    for answer in (client.get("/transactions/tx_1/repeat"), send(client)):
        assert (answer.status_code, answer["Location"]) == (303, "/transactions/tx_1")
    assert "Pay this again" not in PageClient(client).get("/transactions/tx_1").text


def test_somebody_elses_is_not_there(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions/tx_1", json=build.problem(404, "not_found"), status=404)
    assert signed_in(OMAR).get("/transactions/tx_1/repeat").status_code == 404
    assert send(signed_in(OMAR)).status_code == 404
    assert Client().get("/transactions/tx_1/repeat")["Location"].startswith("/login")
    assert signed_in().delete("/transactions/tx_1/repeat").status_code == 405


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("amount", "", "Enter an amount."),
        ("amount", "99999", "more than you have"),
        ("to", "mch_else", "Choose who should get the money."),
        ("message", "x" * 141, "at most 140 characters"),
        ("label", "\u202ehidden", "Use only characters that can be typed."),
        ("label", "4242 4242 4242 4242", "card number"),
        ("message", "４２４２ ４２４２ ４２４２ ４２４２", "card number"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(service: FakeUpstream, name: str, typed: str, sentence: str) -> None:
    page = PageClient(signed_in()).post(
        "/transactions/tx_1/repeat",
        {"account": "acc_sek", "amount": "62", "to": "mch_kaffe", "label": "Beans", "message": "Hi", name: typed},
    )
    assert page.status == 422
    assert sentence in page.text
    assert page.title.startswith("Error:")
    assert "4242" not in page.text
    if name != "label":
        assert fields(page)["label"] == "Beans"


def test_what_is_private_is_in_no_address(service: FakeUpstream) -> None:
    client = signed_in()
    answer = send(client, message="Order 7", label="Zanzibar")
    path, asked = address(answer)
    assert path == "/pay/review"
    assert set(asked) == {"account", "amount", "to", "key", "like"}

    review = PageClient(client).get(answer["Location"])
    assert "Order 7" in review.text
    assert "Zanzibar" in review.text
    assert not review.all(".steps")
    change = PageClient(client).get(review.link("Change account"))
    assert (fields(change)["amount"], fields(change)["label"], fields(change)["message"]) == (
        "62,00", "Zanzibar", "Order 7",
    )  # fmt: skip
    assert "Zanzibar" not in PageClient(signed_in(OMAR)).get(answer["Location"]).text


def test_the_label_stays_here_and_the_message_goes_along(service: FakeUpstream) -> None:
    service.on("POST", "/v1/payments", json=MADE, status=201)
    browser = PageClient(signed_in())
    review = browser.get(send(browser.client, message="Order 7", label="Zanzibar")["Location"])
    sent = review.form("main form")
    for _ in range(2):
        assert browser.client.post("/pay/confirm", sent).status_code == 303

    (order,) = [call for call in service.calls if call.path == "/payments/v1/payments"]
    assert order.body["description"] == "Order 7"
    assert "Zanzibar" not in repr([(call.path, call.query, call.body) for call in service.calls])
    assert note_get(customer_id=ELIN.id, transaction_id="tx_new").label == "Zanzibar"
    assert Intent.objects.get().wording == {}


def test_a_label_waits_until_the_outcome_is_known(service: FakeUpstream) -> None:
    service.on("POST", "/v1/payments", status=504, json=build.problem(504, "upstream_timeout"))
    browser = PageClient(signed_in())
    browser.client.post("/pay/confirm", {**CONFIRMED, "label": "Zanzibar"})
    assert Note.objects.count() == 0

    service.on("POST", "/v1/payments", json=MADE, status=201)
    Intent.objects.update(due_at=timezone.now())
    intent_reconcile(intent_id=Intent.objects.get().id)
    assert note_get(customer_id=ELIN.id, transaction_id="tx_new").label == "Zanzibar"


def test_what_the_customer_wrote_meanwhile_stays(service: FakeUpstream) -> None:
    service.on("POST", "/v1/payments", json=MADE, status=201)
    note(NoteText("Mine"), "tx_new")
    signed_in().post("/pay/confirm", {**CONFIRMED, "label": "Other"})
    assert note_get(customer_id=ELIN.id, transaction_id="tx_new").label == "Mine"


def test_what_the_service_refuses_leads_back_to_the_one_form(service: FakeUpstream) -> None:
    service.on("POST", "/v1/quotes", status=422, json=build.problem(422, "insufficient_funds"))
    client = signed_in()
    page = PageClient(client).get(send(client, label="Beans")["Location"])
    assert (page.status, page.h1) == (422, "Pay Kaffekompaniet Söder again")
    assert fields(page)["label"] == "Beans"


@pytest.mark.parametrize("like", ["../admin", "tx 1", "..", "x" * 200, "tx/1"])
def test_a_hostile_like_is_no_like(service: FakeUpstream, like: str) -> None:
    query = {"account": "acc_sek", "amount": "62,00", "to": "mch_kaffe", "key": KEY, "like": like}
    assert signed_in().get("/pay/review", query).status_code == 200
    assert signed_in().get("/pay/review", {**query, "amount": "x"}).status_code == 422


@pytest.mark.parametrize("name", ["message", "label"])
def test_a_confirmation_that_was_changed_is_refused(service: FakeUpstream, name: str) -> None:
    assert signed_in().post("/pay/confirm", {**CONFIRMED, name: "4242 4242 4242 4242"}).status_code == 400
    assert Intent.objects.count() == 0
