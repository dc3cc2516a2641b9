"""Ordering the like of an earlier time: the usual forms filled in, and paying a merchant one knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from tests.builders import auth
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import OMAR, signed_in
from tests.transactions.withdrawals import APP, LATER, START
from transactions.models import Intent

NOW = "2026-11-19T13:05:31Z"
REPEAT: dict[str, Any] = {"name": "repeat", "until": None, "requires": []}
PAID = build.transaction(actions=[REPEAT])
MADE = build.transaction(id="tx_new", amount=build.money(6200))
STEP_UP = build.problem(401, "step_up_required")
KEY = "again-0123456789abcdef"


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/instruments", json=build.page([build.instrument()]))
    upstream.on("GET", "/v1/merchants", json=build.page([build.merchant(), build.merchant(id="mch_2", name="Other")]))
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/transactions/tx_1", json=PAID)
    upstream.on("GET", "/v1/transactions/tx_1/events", json={"data": []})
    upstream.on("GET", "/v1/transactions/tx_new", json=MADE)
    upstream.on(
        "POST", "/v1/quotes", json=build.quote(type="payment", amount=build.money(6200), total=build.money(6200))
    )
    return upstream


def led(client: Client, path: str = "/transactions/tx_1/repeat") -> tuple[str, dict[str, list[str]]]:
    answer: Any = client.get(path)
    assert answer.status_code == 303
    parts = urlsplit(answer["Location"])
    return parts.path, parse_qs(parts.query)


# --- The way there -------------------------------------------------------------------------------
def test_a_payment_leads_to_a_filled_in_form_and_orders_nothing(service: FakeUpstream) -> None:
    client = signed_in()
    path, filled = led(client)

    assert path == "/pay"
    assert filled == {"account": ["acc_sek"], "amount": ["62"], "to": ["mch_kaffe"], "like": ["tx_1"]}
    assert PageClient(client).get("/transactions/tx_1").link("Pay this again") == "/transactions/tx_1/repeat"
    assert not [call for call in service.calls if call.method == "POST"]
    assert Intent.objects.count() == 0


@pytest.mark.parametrize(
    ("like", "path", "side"),
    [
        (build.deposit(id="tx_1", status="succeeded", actions=[REPEAT]), "/deposit", "from"),
        (build.withdrawal(id="tx_1", status="succeeded", actions=[REPEAT]), "/withdraw", "to"),
    ],
)
def test_money_in_and_out_use_their_own_forms(
    service: FakeUpstream, like: dict[str, Any], path: str, side: str
) -> None:
    service.on("GET", "/v1/transactions/tx_1", json=like)
    client = signed_in()
    found, filled = led(client)
    assert (found, filled[side]) == (path, ["ins_ostra"])

    page = PageClient(client).get(client.get("/transactions/tx_1/repeat")["Location"])
    assert page.one("#amount").get("value") == filled["amount"][0]


def test_what_is_no_longer_there_is_chosen_anew(service: FakeUpstream) -> None:
    service.on("GET", "/v1/accounts", json=build.page([build.account(id="acc_new")]))
    service.on("GET", "/v1/merchants", json=build.page([]))
    _path, filled = led(signed_in())
    assert filled == {"amount": ["62"], "like": ["tx_1"]}


def test_only_what_the_service_offers_is_repeated(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions/tx_1", json=build.transaction())
    client = signed_in()
    assert led(client)[0] == "/transactions/tx_1"
    assert "Pay this again" not in PageClient(client).get("/transactions/tx_1").text


# --- Paying --------------------------------------------------------------------------------------
def test_the_form_says_whom_it_is_like_and_everything_can_change(service: FakeUpstream) -> None:
    page = PageClient(signed_in()).get("/pay?account=acc_sek&amount=62,00&to=mch_kaffe&like=tx_1")

    assert page.h1 == "Pay Kaffekompaniet Söder again"
    assert page.texts("dl.rows dd")[0] == "Kaffekompaniet Söder"
    assert page.one("#amount").get("value") == "62,00"
    sent = {each.get("name"): each.get("value") for each in page.all("form input[type=hidden]")}
    assert sent == {"account": "acc_sek", "to": "mch_kaffe", "like": "tx_1"}
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
