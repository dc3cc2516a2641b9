"""Refunds never exceed what was taken, however they come; payouts arrive at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from sandbox.payments.models import Account, Transaction
from tests.sandbox.merchants.conftest import Shop
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OWNER

pytestmark = pytest.mark.django_db


def paid(shop: Shop, value: int = 64_000) -> str:
    made = shop.ask(value, approved=True)
    assert made.json()["status"] == "succeeded"
    return str(made.json()["id"])


def sek(value: int) -> dict[str, object]:
    return {"amount": {"value": value, "currency": "SEK"}}


def test_parts_then_the_rest_then_nothing(shop: Shop, customer: Caller, wallet: Account) -> None:
    one = paid(shop)
    first = shop.post(f"/payments/{one}/refunds", {**sek(14_000), "reason": "Scratched"})
    assert (first.status_code, first.json()["type"], first.json()["amount"]["value"]) == (201, "refund", 14_000)
    assert first.json()["parent_id"] == one
    assert customer.get(f"/v1/transactions/{one}").json()["refund"]["state"] == "partial"
    rest = shop.post(f"/payments/{one}/refunds", {})
    assert rest.json()["amount"]["value"] == 50_000
    done = shop.get(f"/payments/{one}").json()
    assert (done["refunded"]["value"], done["refundable"]["value"], done["actions"]) == (64_000, 0, [])
    assert set(done["related"]) == {first.json()["id"], rest.json()["id"]}
    none_left = shop.post(f"/payments/{one}/refunds", {})
    assert none_left.status_code == 409
    wallet.refresh_from_db()
    assert wallet.available == 1_000_000


@pytest.mark.parametrize(
    ("value", "currency", "pointer"),
    [
        (64_001, "SEK", "/amount/value"),
        (0, "SEK", "/amount/value"),
        (-5, "SEK", "/amount/value"),
        (100, "EUR", "/amount/currency"),
    ],
)
def test_a_wrong_amount_is_refused_by_name(shop: Shop, value: int, currency: str, pointer: str) -> None:
    refused = shop.post(f"/payments/{paid(shop)}/refunds", {"amount": {"value": value, "currency": currency}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Transaction.objects.filter(type="refund").exists()


@pytest.mark.parametrize("fields", [{"capture": "manual"}, {}, {"approved": True, "simulate": "decline"}])
def test_only_what_was_paid_can_go_back(shop: Shop, fields: dict[str, Any]) -> None:
    made = shop.ask(**fields).json()
    assert shop.post(f"/payments/{made['id']}/refunds", {}).status_code == 409


def test_the_same_key_refunds_once(shop: Shop) -> None:
    one = paid(shop)
    first = shop.post(f"/payments/{one}/refunds", sek(1_000), key="once")
    again = shop.post(f"/payments/{one}/refunds", sek(1_000), key="once")
    assert (again.json()["id"], again["Idempotent-Replayed"]) == (first.json()["id"], "true")
    other = shop.post(f"/payments/{one}/refunds", sek(2_000), key="once")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Transaction.objects.filter(type="refund").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_never_give_more_than_was_taken(shop: Shop) -> None:
    one = paid(shop)

    def ask(number: int) -> int:
        try:
            return int(shop.post(f"/payments/{one}/refunds", sek(10_000), key=f"at-once-{number}").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(ask, range(20)))
    given = sum(Transaction.objects.filter(type="refund").values_list("amount", flat=True))
    assert (answers.count(201), given) == (6, 60_000)
    assert set(answers) == {201, 422}


def test_a_payout_is_in_the_balance_at_once(shop: Shop, customer: Caller, wallet: Account) -> None:
    made = shop.post("/payouts", {**sek(85_000), "customer_id": OWNER, "description": "Photographs"})
    assert (made.status_code, made.json()["type"], made.json()["status"]) == (201, "payout", "succeeded")
    wallet.refresh_from_db()
    assert wallet.available == 1_085_000
    seen = customer.get(f"/v1/transactions/{made.json()['id']}").json()
    assert (seen["direction"], seen["from"]["label"]) == ("in", "Norrbo Interiör")


def test_a_payout_to_nobody_is_refused(shop: Shop) -> None:
    refused = shop.post("/payouts", {**sek(85_000), "customer": {"email": "nobody@x.example"}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/customer/email")
