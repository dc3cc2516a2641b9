"""A merchant asks for money: every way it can go, and what the customer sees of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from sandbox import clock
from sandbox.bank import services as bank
from sandbox.merchants import services
from sandbox.payments.models import Account, Posting, Transaction
from tests.sandbox.merchants.conftest import CARD, Shop, approve
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OWNER, instrument_make, standing

pytestmark = pytest.mark.django_db


def test_the_customer_approves_and_the_merchant_sees_it_paid(shop: Shop, customer: Caller, wallet: Account) -> None:
    made = shop.ask(description="Table lamp, 1 pc")
    assert (made.status_code, made.json()["status"]) == (201, "requires_action")
    assert made["Location"] == f"/v1/merchant/payments/{made.json()['id']}"
    seen = customer.get(f"/v1/transactions/{made.json()['id']}").json()
    assert seen["merchant"]["name"] == "Norrbo Interiör"
    assert "continue" in [action["name"] for action in seen["actions"]]
    assert seen["next_action"]["url"].startswith("http://localhost:8100/bank/approve/btr_")
    assert standing(wallet) == (1_000_000, 0)
    assert approve(customer, made.json()["id"]).status_code == 200
    paid = shop.get(f"/payments/{made.json()['id']}").json()
    assert (paid["status"], paid["captured"]["value"], paid["refundable"]["value"]) == ("succeeded", 64_000, 64_000)
    assert paid["actions"] == ["refund"]
    assert standing(wallet) == (936_000, 0)


def test_the_merchant_never_learns_where_the_customer_approves(shop: Shop) -> None:
    made = shop.ask()
    assert "bank/approve" not in made.content.decode()
    events = shop.get(f"/payments/{made.json()['id']}/events").json()["data"]
    assert [event["code"] for event in events] == ["created", "approval_requested"]
    assert "bank/approve" not in str(events)


def test_the_customer_declines(shop: Shop, customer: Caller, wallet: Account) -> None:
    made = shop.ask().json()
    approve(customer, made["id"], "decline")
    assert shop.get(f"/payments/{made['id']}").json()["status"] == "declined"
    assert standing(wallet) == (1_000_000, 0)


def test_the_bank_page_leads_back_to_the_shop(shop: Shop, customer: Caller) -> None:
    made = shop.ask(return_url="https://shop.example/thanks").json()
    assert approve(customer, made["id"])["Location"] == "https://shop.example/thanks"


def test_money_gone_meanwhile_makes_no_debt(shop: Shop, customer: Caller, wallet: Account) -> None:
    first, second = shop.ask(900_000).json(), shop.ask(900_000).json()
    approve(customer, first["id"])
    approve(customer, second["id"])
    assert shop.get(f"/payments/{first['id']}").json()["status"] == "succeeded"
    refused = shop.get(f"/payments/{second['id']}").json()
    assert (refused["status"], refused["status_reason"]) == ("declined", "AM04")
    assert standing(wallet) == (100_000, 0)


def test_more_than_there_is_is_declined_at_once(shop: Shop, wallet: Account) -> None:
    made = shop.ask(1_500_000).json()
    assert (made["status"], made["status_reason"], made["actions"]) == ("declined", "insufficient_funds", [])
    assert standing(wallet) == (1_000_000, 0)


def test_reserved_is_held_then_taken(shop: Shop, wallet: Account) -> None:
    made = shop.ask(capture="manual").json()
    assert (made["status"], made["actions"], made["captured"]["value"]) == ("authorised", ["capture", "cancel"], 0)
    assert standing(wallet) == (936_000, 64_000)
    taken = shop.post(f"/payments/{made['id']}/capture", {})
    assert (taken.status_code, taken.json()["status"], taken.json()["captured"]["value"]) == (200, "succeeded", 64_000)
    assert standing(wallet) == (936_000, 0)
    again = shop.post(f"/payments/{made['id']}/capture", {})
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")


def test_a_part_is_taken_and_the_rest_is_free_again(shop: Shop, customer: Caller, wallet: Account) -> None:
    made = shop.ask(capture="manual").json()
    path = f"/payments/{made['id']}"
    part = {"amount": {"value": 49_950, "currency": "SEK"}}
    taken, again = shop.post(f"{path}/capture", part, key="once"), shop.post(f"{path}/capture", part, key="once")
    assert (taken.status_code, taken.json(), again["Idempotent-Replayed"]) == (200, again.json(), "true")
    money = [taken.json()[name]["value"] for name in ("amount", "captured", "refundable")]
    assert (taken.json()["status"], money) == ("succeeded", [49_950] * 3)
    assert standing(wallet) == (950_050, 0)
    seen = customer.get(f"/v1/transactions/{made['id']}").json()
    assert seen["amount"]["value"] == 49_950
    step = customer.get(f"/v1/transactions/{made['id']}/events").json()["data"][-1]
    assert (step["code"], step["details"]) == ("captured", {"value": "64000", "currency": "SEK"})
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0
    refused = shop.post(f"{path}/refunds", {"amount": {"value": 49_951, "currency": "SEK"}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/amount/value")


@pytest.mark.parametrize(
    ("amount", "pointer"),
    [
        ({"value": 64_001, "currency": "SEK"}, "/amount/value"),
        ({"value": 0, "currency": "SEK"}, "/amount/value"),
        ({"value": -1, "currency": "SEK"}, "/amount/value"),
        ({"value": 100, "currency": "EUR"}, "/amount/currency"),
        ({"value": 100}, "/amount/currency"),
        (64_000, "/amount"),
    ],
)
def test_more_than_was_reserved_is_not_taken(shop: Shop, wallet: Account, amount: Any, pointer: str) -> None:
    made = shop.ask(capture="manual").json()
    answer = shop.post(f"/payments/{made['id']}/capture", {"amount": amount})
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])
    assert standing(wallet) == (936_000, 64_000)


def test_what_is_not_taken_in_seven_days_is_freed(shop: Shop, wallet: Account) -> None:
    made = shop.ask(capture="manual").json()
    assert services.reservation_sweep() == 0
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
        assert services.reservation_sweep() == 1
        assert services.reservation_sweep() == 0
        ended = shop.get(f"/payments/{made['id']}").json()
    assert (ended["status"], ended["status_reason"]) == ("expired", "not_captured_in_time")
    assert standing(wallet) == (1_000_000, 0)


def test_the_bank_does_not_answer_and_then_does(shop: Shop, wallet: Account) -> None:
    made = shop.ask(approved=True, simulate="time_out").json()
    assert (made["status"], made["status_reason"]) == ("pending", "bank_timed_out")
    assert standing(wallet) == (936_000, 64_000)
    with time_machine.travel(clock.now() + timedelta(seconds=46), tick=False):
        bank.callbacks_deliver()
    ended = shop.get(f"/payments/{made['id']}").json()
    assert (ended["status"], ended["refundable"]["value"]) == ("succeeded", 64_000)
    assert standing(wallet) == (936_000, 0)


def test_the_bank_says_no(shop: Shop, wallet: Account) -> None:
    made = shop.ask(approved=True, simulate="decline").json()
    assert (made["status"], made["status_reason"]) == ("declined", "AM04")
    assert standing(wallet) == (1_000_000, 0)


def test_settled_then_returned(shop: Shop, wallet: Account) -> None:
    made = shop.ask(approved=True, simulate="return").json()
    assert (made["status"], standing(wallet)) == ("succeeded", (936_000, 0))
    begun = clock.now()
    for later in (timedelta(minutes=1, seconds=1), timedelta(minutes=4)):
        with time_machine.travel(begun + later, tick=False):
            bank.transfers_settle()
            bank.transfers_return()
    ended = shop.get(f"/payments/{made['id']}").json()
    assert (ended["status"], ended["settlement"], ended["refundable"]["value"]) == ("reversed", "returned", 0)
    assert standing(wallet) == (1_000_000, 0)


def test_without_a_bank_it_fails(wallet: Account) -> None:
    shop = Shop("Nobody's", acquirer=None)
    made = shop.ask().json()
    assert (made["status"], made["status_reason"]) == ("failed", "acquirer_unsupported")
    assert shop.send("PUT", "/acquirer", {"acquirer": "otherbank"}).json()["acquirer"] == "otherbank"
    assert shop.ask().json()["status"] == "requires_action"


def test_cancelled_before_approval_closes_the_bank_page(shop: Shop, customer: Caller, wallet: Account) -> None:
    made = shop.ask().json()
    url = customer.get(f"/v1/transactions/{made['id']}").json()["next_action"]["url"]
    ended = shop.post(f"/payments/{made['id']}/cancel", {})
    assert (ended.status_code, ended.json()["status"]) == (200, "cancelled")
    page = customer.client.get(url.removeprefix("http://localhost:8100"))
    assert "This was called off" in page.content.decode()
    assert "<form" not in page.content.decode()
    again = shop.post(f"/payments/{made['id']}/cancel", {})
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
    assert standing(wallet) == (1_000_000, 0)


def test_cancelling_a_reservation_frees_it(shop: Shop, wallet: Account) -> None:
    made = shop.ask(capture="manual").json()
    assert shop.post(f"/payments/{made['id']}/cancel", {}).json()["status"] == "cancelled"
    assert standing(wallet) == (1_000_000, 0)


def test_an_approval_and_a_cancel_meet_and_one_wins(shop: Shop, customer: Caller) -> None:
    made = shop.ask().json()
    approve(customer, made["id"])
    assert shop.post(f"/payments/{made['id']}/cancel", {}).status_code == 409
    assert shop.get(f"/payments/{made['id']}").json()["status"] == "succeeded"


def test_the_customers_own_instrument_pays(shop: Shop, wallet: Account) -> None:
    own = instrument_make(OWNER, usable_for=["payment"])
    made = shop.ask(instrument_id=own.id, approved=True).json()
    assert (made["status"], made["instrument"]["label"]) == ("succeeded", own.label)
    useless = instrument_make(OWNER, usable_for=["deposit"])
    assert shop.ask(instrument_id=useless.id).json()["code"] == "instrument_not_usable"


@pytest.mark.parametrize(
    ("fields", "status", "pointer"),
    [
        ({"amount": {"value": 99, "currency": "SEK"}}, 422, "/amount/value"),
        ({"amount": {"value": 5_000_001, "currency": "SEK"}}, 422, "/amount/value"),
        ({"amount": {"value": 1000, "currency": "JPY"}}, 422, "/amount/currency"),
        ({"amount": {"value": 1000, "currency": "EUR"}}, 422, "/amount/currency"),
        ({"customer_id": "cus_nobody"}, 422, "/customer_id"),
        ({"customer_id": None}, 422, "/customer_id"),
        ({"customer": {"email": "owner@x.example"}}, 422, "/customer_id"),
        ({"customer_id": None, "customer": {"email": "nobody@x.example"}}, 422, "/customer/email"),
        ({"description": "a\x00b"}, 400, "/description"),
        ({"description": "x" * 141}, 422, "/description"),
        ({"reference": "a\nb"}, 422, "/reference"),
        ({"return_url": "javascript:alert(1)"}, 422, "/return_url"),
        ({"capture": "later"}, 422, "/capture"),
        ({"capture": "manual", "simulate": "return"}, 422, "/simulate"),
        ({"card": CARD, "instrument_id": "ins_1"}, 422, "/instrument_id"),
        ({"colour": "red"}, 422, "/colour"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(shop: Shop, fields: Any, status: int, pointer: str) -> None:
    refused = shop.ask(**fields)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)
    assert not Transaction.objects.filter(merchant_id=shop.id).exists()


def test_the_customer_is_found_by_address_too(shop: Shop) -> None:
    made = shop.ask(customer_id=None, customer={"email": "Owner@X.example"})
    assert made.json()["customer"] == {"id": OWNER, "email": "owner@x.example"}


def test_the_books_balance_after_all_of_it(shop: Shop, customer: Caller) -> None:
    for fields in ({"capture": "manual"}, {"approved": True}, {"approved": True, "simulate": "time_out"}):
        shop.ask(**fields)
    paid = shop.ask().json()
    approve(customer, paid["id"])
    shop.post(f"/payments/{paid['id']}/refunds", {"amount": {"value": 4_000, "currency": "SEK"}})
    totals: dict[str, int] = {}
    for posting in Posting.objects.all():
        totals[posting.entry_id] = totals.get(posting.entry_id, 0) + posting.amount
    assert set(totals.values()) == {0}
