"""Paying a merchant one knows: reviewed, paid once, by page and by program."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from tests.builders import auth
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.again.orders import KEY, MADE, STEP_UP
from tests.transactions.withdrawals import APP, LATER, START
from transactions.models import Intent


# --- Paying --------------------------------------------------------------------------------------
def test_whom_to_pay_is_chosen_already(service: FakeUpstream) -> None:
    chosen = PageClient(signed_in()).get("/pay/merchant?account=acc_sek&amount=62,00&to=mch_kaffe")
    assert [each.get("value") for each in chosen.all("input[type=radio][checked]")] == ["mch_kaffe"]


def test_it_is_reviewed_and_then_paid_once(service: FakeUpstream) -> None:
    service.on("POST", "/v1/payments", json=MADE, status=201)
    browser = PageClient(signed_in())

    review = browser.get(f"/pay/review?account=acc_sek&amount=62,00&to=mch_kaffe&key={KEY}")
    assert review.texts("dl.rows:not(.rows--sum) dd")[:2] == [
        "Your balance in krona",
        "Kaffekompaniet SöderChange account",
    ]
    assert review.texts("form button") == ["Pay 62,00\u00a0kr"]
    sent = review.form("main form")
    answers = [browser.client.post("/pay/confirm", sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    (order,) = [call for call in service.calls if call.path == "/payments/v1/payments"]
    assert order.body["merchant_id"] == "mch_kaffe"
    assert order.body["amount"] == {"value": 6200, "currency": "SEK"}
    page = browser.get(answers[0]["Location"])
    assert page.h1 == "62,00\u00a0kr is paid"


def test_a_large_one_waits_for_a_step_up(service: FakeUpstream) -> None:
    service.on("POST", "/v1/payments", json=STEP_UP, status=401)
    begun = auth.authentication("challenge", expires_at=LATER, challenges=[APP])
    service.on("POST", START, status=201, json=begun)
    sent = {"account": "acc_sek", "minor": "620000", "to": "mch_kaffe", "key": KEY}

    answer: Any = signed_in().post("/pay/confirm", sent)

    intent = Intent.objects.get()
    assert intent.needs_step_up
    assert answer["Location"].endswith(f"/{intent.id}")
    (asked,) = [call.body["action"] for call in service.calls if call.path == START]
    assert asked == {"kind": "payment", "amount": build.money(620000), "to": "Kaffekompaniet Söder"}


def test_only_merchants_one_knows_are_paid(service: FakeUpstream) -> None:
    sent = {"account": "acc_sek", "minor": "6200", "to": "mch_else", "key": KEY}
    page = PageClient(signed_in()).post("/pay/confirm", sent)
    assert page.status == 422
    assert "Choose who should get the money." in page.text
    assert Intent.objects.count() == 0


def test_more_than_there_is_is_told_with_what_can_be_entered(service: FakeUpstream) -> None:
    page = PageClient(signed_in()).get("/pay/merchant?account=acc_sek&amount=99999,00&to=mch_kaffe")
    assert page.status == 422
    assert "more than you have. Enter 12\u00a0480,55\u00a0kr or less." in page.text


def test_a_service_that_takes_no_payments_is_asked_for_none(service: FakeUpstream) -> None:
    levels: dict[str, Any] = {"payments.create": "none"}
    service.on("GET", "/v1/capabilities", json=build.capabilities(**levels))
    assert signed_in().get("/pay").status_code == 501


def test_nobody_else_sees_the_order_or_the_way_to_it(service: FakeUpstream) -> None:
    service.on("POST", "/v1/payments", json=MADE, status=201)
    signed_in().post("/pay/confirm", {"account": "acc_sek", "minor": "6200", "to": "mch_kaffe", "key": KEY})
    intent = Intent.objects.get()
    assert signed_in(OMAR).get(f"/pay/{intent.id}").status_code == 404
    assert signed_in().get(f"/withdraw/{intent.id}").status_code == 404
    assert Client().get(f"/pay/{intent.id}")["Location"].startswith("/login")


# --- The API -------------------------------------------------------------------------------------
def test_programs_pay_and_read_whom_they_can_pay(service: FakeUpstream) -> None:
    service.on("POST", "/v1/payments", json=MADE, status=201)
    client = signed_in()
    body = {"account_id": "acc_sek", "merchant_id": "mch_kaffe", "amount": {"value": 6200, "currency": "SEK"}}

    answer = client.post(
        "/api/v1/payments", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": KEY}
    )

    assert (answer.status_code, answer["Location"]) == (201, "/api/v1/transactions/tx_new")
    assert [each["id"] for each in client.get("/api/v1/merchants").json()["data"]] == ["mch_kaffe", "mch_2"]
    assert client.get(f"/api/v1/payments/{Intent.objects.get().id}").json()["status"] == "accepted"


def test_a_program_is_told_to_step_up(service: FakeUpstream) -> None:
    service.on("POST", "/v1/payments", json=STEP_UP, status=401)
    body = {"account_id": "acc_sek", "merchant_id": "mch_kaffe", "amount": {"value": 620000, "currency": "SEK"}}
    answer = signed_in().post(
        "/api/v1/payments", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": KEY}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "step_up_required")
