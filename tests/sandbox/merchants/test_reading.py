"""A merchant's history, its key, its audit; and nothing of another merchant's."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client

from sandbox.payments.models import Account
from tests.sandbox.merchants.conftest import Shop
from tests.sandbox.payments.people import OTHER, OWNER, account_make

pytestmark = pytest.mark.django_db


def listed(shop: Shop, **query: Any) -> list[str]:
    answer = shop.get("/payments", query)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["data"]]


def test_pages_hold_each_payment_once_also_when_more_come(shop: Shop) -> None:
    made = [shop.ask(reference=f"NI-{number}").json()["id"] for number in range(5)][::-1]
    first = shop.get("/payments", {"limit": 2}).json()
    shop.ask(reference="NI-new")
    second = shop.get("/payments", {"limit": 2, "cursor": first["page"]["next_cursor"]}).json()
    third = shop.get("/payments", {"limit": 2, "cursor": second["page"]["next_cursor"]}).json()
    assert [row["id"] for page in (first, second, third) for row in page["data"]] == made
    assert third["page"]["next_cursor"] is None
    back = shop.get("/payments", {"limit": 2, "cursor": third["page"]["prev_cursor"]}).json()
    assert [row["id"] for row in back["data"]] == [row["id"] for row in second["data"]]


def test_filters_narrow(shop: Shop) -> None:
    account_make(OTHER, opening=500_000)
    waiting = shop.ask(reference="NI-1").json()["id"]
    paid = shop.ask(reference="NI-2", approved=True).json()["id"]
    others = shop.ask(customer_id=OTHER, reference="NI-3", approved=True).json()["id"]
    refund = shop.post(f"/payments/{paid}/refunds", {}).json()["id"]
    assert set(listed(shop)) == {waiting, paid, others}
    assert listed(shop, status="requires_action") == [waiting]
    assert set(listed(shop, status="requires_action,succeeded", customer_id=OWNER)) == {waiting, paid}
    assert listed(shop, reference="NI-3") == [others]
    assert listed(shop, type="refund") == [refund]
    assert listed(shop, currency="EUR") == []
    assert listed(shop, to="2020-01-01T00:00:00Z") == []
    assert len(listed(shop, **{"from": "2020-01-01T00:00:00Z"})) == 3


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"status": "lost"}, 422, "validation_failed"),
        ({"limit": "0"}, 422, "validation_failed"),
        ({"limit": "101"}, 422, "validation_failed"),
        ({"from": "yesterday"}, 422, "validation_failed"),
        ({"colour": "red"}, 400, "bad_request"),
        ({"cursor": "nonsense"}, 400, "bad_request"),
    ],
)
def test_a_wrong_query_is_named(shop: Shop, query: dict[str, str], status: int, code: str) -> None:
    refused = shop.get("/payments", query)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_cursor_fits_its_own_list_only(shop: Shop, rival: Shop) -> None:
    for _ in range(2):
        shop.ask()
        rival.ask()
    cursor = shop.get("/payments", {"limit": 1}).json()["page"]["next_cursor"]
    for refused in (
        rival.get("/payments", {"cursor": cursor}),
        shop.get("/payments", {"cursor": cursor, "type": "refund"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (400, "cursor_mismatch")


def test_another_merchants_payment_does_not_exist(shop: Shop, rival: Shop) -> None:
    one = shop.ask(approved=True).json()["id"]
    for answer in (
        rival.get(f"/payments/{one}"),
        rival.get(f"/payments/{one}/events"),
        rival.post(f"/payments/{one}/capture", {}),
        rival.post(f"/payments/{one}/cancel", {}),
        rival.post(f"/payments/{one}/refunds", {}),
        rival.get("/payments/tx_absent"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert listed(rival) == []
    tried = rival.get("/audit", {"subject": f"payment:{one}"}).json()["data"]
    assert [entry["outcome"] for entry in tried] == ["denied"] * 3


def test_every_write_is_in_the_audit_done_or_refused(shop: Shop) -> None:
    one = shop.ask(approved=True).json()["id"]
    shop.post(f"/payments/{one}/refunds", {})
    shop.post(f"/payments/{one}/refunds", {})
    entries = shop.get("/audit", {"subject": f"payment:{one}"}).json()["data"]
    told = [(entry["action"].removeprefix("payment."), entry["outcome"]) for entry in entries]
    stages = ["received", "routed", "bank_sent", "bank_answered", "recorded", "published"]
    assert told == [*((stage, "ok") for stage in stages), ("refunded", "ok"), ("refunded", "denied")]
    assert {entry["actor"] for entry in entries} == {"key"}
    assert entries[-1]["details"] == {"code": "already_refunded"}


def test_reads_are_counted_by_day(shop: Shop, operator: dict[str, str], time_machine: Any) -> None:
    time_machine.move_to("2026-11-19T13:05:12Z", tick=False)
    one = shop.ask(approved=True).json()["id"]
    for path in (f"/payments/{one}", f"/payments/{one}/events", "/payments", f"/payments/{one}"):
        assert shop.get(path).status_code == 200
    time_machine.move_to("2026-11-20T07:00:00Z", tick=False)
    shop.get(f"/payments/{one}")
    entries = shop.get("/audit", {"subject": f"payment:{one}"}).json()["data"]
    reads = [(each["at"][:10], each["count"]) for each in entries if each["action"] == "payment.read"]
    assert reads == [("2026-11-19", 3), ("2026-11-20", 1)]


def test_the_operator_sees_what_any_merchant_did(shop: Shop, rival: Shop, operator: dict[str, str]) -> None:
    ones = [each.ask(approved=True).json()["id"] for each in (shop, rival)]
    rival.get("/payments")
    ask = partial(Client().get, "/payments/v1/audit", headers=operator)
    assert {entry["merchant_id"] for entry in ask().json()["data"]} == {shop.id, rival.id}
    assert {entry["merchant_id"] for entry in ask({"merchant_id": rival.id}).json()["data"]} == {rival.id}
    assert {entry["subject"] for entry in ask({"subject": f"payment:{ones[0]}"}).json()["data"]} == {
        f"payment:{ones[0]}"
    }
    assert [entry["action"] for entry in ask({"limit": 1}).json()["data"]] == ["payment.listed"]
    assert ask({"subject": "x"}).status_code == 422
    assert Client().get("/payments/v1/audit").status_code == 401
    assert shop.client.get("/payments/v1/audit", headers=shop.headers).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer mk_wrong", "Basic mk_wrong", "Bearer \x00", "Bearer é"])
def test_no_key_no_answer(shop: Shop, header: str) -> None:
    refused = Client().get("/payments/v1/merchant", headers={"Authorization": header})
    assert refused.status_code == 401
    assert refused.json()["code"] in {"token_missing", "token_invalid"}


def test_only_the_operator_makes_merchants_and_keys(shop: Shop, operator: dict[str, str]) -> None:
    order = {"name": "Glödlampan", "acquirer": "otherbank"}
    client = Client()
    ask = {"data": order, "content_type": "application/json"}
    assert client.post("/payments/v1/merchant", **ask).status_code == 401  # type: ignore[arg-type]  # extra is of any type
    made = client.post("/payments/v1/merchant", headers=operator, **ask)  # type: ignore[arg-type]  # extra is of any type
    assert (made.status_code, made.json()["legal_name"]) == (201, "Glödlampan")
    old = {"Authorization": f"Bearer {made.json()['key']}"}
    assert client.get("/payments/v1/merchant", headers=old).json()["id"] == made.json()["id"]
    ask["data"] = {"merchant_id": made.json()["id"]}
    renewed = client.post("/payments/v1/merchant/keys", headers=operator, **ask)  # type: ignore[arg-type]  # extra is of any type
    assert client.get("/payments/v1/merchant", headers=old).status_code == 401
    new = {"Authorization": f"Bearer {renewed.json()['key']}"}
    assert client.get("/payments/v1/merchant", headers=new).status_code == 200
    ask["data"] = {"merchant_id": "mch_nobody"}
    assert client.post("/payments/v1/merchant/keys", headers=operator, **ask).status_code == 404  # type: ignore[arg-type]  # extra is of any type


def test_keys_are_kept_as_hashes_only(shop: Shop) -> None:
    from sandbox.merchants.models import Profile

    key = shop.headers["Authorization"].removeprefix("Bearer ")
    assert key not in str(list(Profile.objects.values()))


def test_orders_need_a_key_of_their_own(shop: Shop, wallet: Account) -> None:
    body = {"amount": {"value": 64_000, "currency": "SEK"}, "customer_id": OWNER}
    refused = shop.send("POST", "/payments", body)
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_missing")


def test_the_same_key_asks_once_and_tells_cards_apart(shop: Shop) -> None:
    card = {"number": "4242424242424242", "cvv": "123", "exp": "12/40", "holder": "Ada Ek"}
    body = {"amount": {"value": 64_000, "currency": "SEK"}, "customer_id": OWNER, "card": card}
    first, again = shop.post("/payments", body, key="k"), shop.post("/payments", body, key="k")
    assert (first.json()["id"], again["Idempotent-Replayed"]) == (again.json()["id"], "true")
    other = shop.post("/payments", body | {"card": card | {"number": "5555555555554444"}}, key="k")
    assert other.json()["code"] == "idempotency_key_reused"
    assert len(listed(shop)) == 1
