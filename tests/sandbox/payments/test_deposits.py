"""A deposit from order to bank: checks, limits, the bank's first answers, expiry."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from sandbox.payments import models, services
from sandbox.payments.domain.limits import window_bounds
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import (
    OTHER,
    OWNER,
    START,
    ScriptedBank,
    account_make,
    deposit_body,
    instrument_make,
    limit_make,
    transaction_make,
)


def test_it_waits_for_its_customer_at_the_bank(owner: Caller, bank: ScriptedBank, clock: Any) -> None:
    account, instrument = account_make(), instrument_make()
    order = deposit_body(
        account.id, instrument_id=instrument.id, client_reference="intent-1", description="Salary share"
    )
    tx = owner.post("/v1/deposits", order).json()
    assert (tx["status"], tx["type"], tx["direction"]) == ("requires_action", "deposit", "in")
    assert tx["next_action"] == {
        "kind": "redirect",
        "url": "http://bank.test/approve/1",
        "expires_at": "2026-11-19T12:15:00.000Z",
    }
    until = {"until": "2026-11-19T12:15:00.000Z", "requires": []}
    assert tx["actions"] == [{"name": "continue", **until}, {"name": "cancel", **until}]
    assert (tx["from"]["label"], tx["to"]["label"]) == ("Östra Sparbank ••2104", "Main account")
    assert tx["references"]["customer"] == "intent-1"
    assert len(tx["references"]["provider"]) == 12
    assert tx["version"] == 2
    asked = bank.asked[0]
    assert (asked["reference"], asked["direction"], asked["amount"].value) == (tx["id"], "collect", 50_000)
    assert (asked["instrument_id"], asked["return_url"]) == (instrument.id, order["return_url"])
    events = owner.get(f"/v1/transactions/{tx['id']}/events").json()["data"]
    assert [(event["sequence"], event["code"]) for event in events] == [(1, "created"), (2, "approval_requested")]


def test_a_fee_is_charged_at_the_bank_on_top(owner: Caller, bank: ScriptedBank) -> None:
    card = instrument_make(kind="card", fee=750, fee_currency="SEK")
    account = account_make()
    bank.will("accepted")
    tx = owner.post("/v1/deposits", deposit_body(account.id, instrument_id=card.id)).json()
    assert (tx["status"], tx["amount"]["value"], tx["fee"]["value"]) == ("succeeded", 50_000, 750)
    assert bank.asked[0]["amount"].value == 50_750
    account.refresh_from_db()
    assert account.available == 50_000


@pytest.mark.parametrize(
    ("state", "status", "actions"),
    [
        ("accepted", "succeeded", ["repeat", "receipt"]),
        ("pending", "pending", []),
        ("timed_out", "pending", []),
        ("declined", "declined", ["retry"]),
        ("failed", "failed", ["retry"]),
    ],
)
def test_the_bank_s_first_answer_decides_the_status(
    owner: Caller, bank: ScriptedBank, state: str, status: str, actions: list[str]
) -> None:
    account = account_make()
    bank.will(state, code="AC04", message="account closed")
    answer = owner.post("/v1/deposits", deposit_body(account.id))
    tx = answer.json()
    assert (answer.status_code, tx["status"]) == (201, status)
    assert [action["name"] for action in tx["actions"]] == actions
    assert tx["can_retry"] is ("retry" in actions)
    assert tx["next_action"] is None
    account.refresh_from_db()
    assert account.available == (50_000 if status == "succeeded" else 0)
    if status == "declined":
        assert tx["status_reason"] == "AC04"


def test_a_pending_deposit_is_on_its_way_in_the_balance(owner: Caller, bank: ScriptedBank) -> None:
    account = account_make(opening=100)
    bank.will("pending")
    owner.post("/v1/deposits", deposit_body(account.id))
    balance = owner.get(f"/v1/accounts/{account.id}").json()["balance"]
    assert (balance["available"]["value"], balance["pending"]["value"], balance["held"]["value"]) == (100, 50_000, 0)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"account_id": "acc_foreign"}, (404, "not_found", "/account_id")),
        ({"instrument_id": "ins_foreign"}, (404, "not_found", "/instrument_id")),
        ({"instrument_id": "ins_removed"}, (422, "instrument_not_usable", "/instrument_id")),
        ({"instrument_id": "ins_payout"}, (422, "instrument_not_usable", "/instrument_id")),
        ({"merchant_id": "mch_none"}, (422, "validation_failed", "/merchant_id")),
        ({"amount": {"value": 4_999, "currency": "SEK"}}, (422, "validation_failed", "/amount/value")),
        ({"amount": {"value": 5_000_001, "currency": "SEK"}}, (422, "validation_failed", "/amount/value")),
        ({"amount": {"value": 5_000, "currency": "EUR"}}, (422, "currency_not_supported", "/amount/currency")),
        ({"return_url": "javascript:alert(1)"}, (422, "validation_failed", "/return_url")),
        ({"return_url": "https://a:b@evil.example/"}, (422, "validation_failed", "/return_url")),
        ({"return_url": "//evil.example"}, (422, "validation_failed", "/return_url")),
        ({"return_url": "http://[::1"}, (422, "validation_failed", "/return_url")),
        ({"description": "a\tb"}, (422, "validation_failed", "/description")),
    ],
)
def test_what_cannot_be_done_is_named_and_moves_nothing(
    owner: Caller, bank: ScriptedBank, change: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    account_make(OTHER, id="acc_foreign")
    instrument_make(OTHER, id="ins_foreign")
    instrument_make(id="ins_removed", status="removed")
    instrument_make(id="ins_payout", usable_for=["withdrawal"])
    answer = owner.post("/v1/deposits", deposit_body(account_make().id) | change)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["errors"][0]["pointer"]) == refused
    assert not bank.asked
    assert not models.Transaction.objects.exists()


def test_a_restricted_account_takes_nothing(owner: Caller, bank: ScriptedBank) -> None:
    account = account_make(status="restricted")
    answer = owner.post("/v1/deposits", deposit_body(account.id))
    assert (answer.status_code, answer.json()["code"]) == (403, "account_restricted")
    assert owner.get(f"/v1/accounts/{account.id}").json()["deposit_range"] is None


def test_the_limit_is_shown_before_and_told_after(owner: Caller, bank: ScriptedBank, clock: Any) -> None:
    account = account_make()
    limit = limit_make(amount=1_500_000)
    before: dict[str, Any] = {"type": "deposit", "direction": "in", "account_id": account.id}
    transaction_make(**before, amount=1_300_000, created_at=datetime(2026, 10, 31, 23, 0, tzinfo=UTC))
    transaction_make(**before, amount=900_000, created_at=datetime(2026, 10, 31, 22, 59, tzinfo=UTC))
    transaction_make(**before, amount=900_000, status="declined")
    shown = owner.get("/v1/accounts").json()["data"][0]["deposit_range"]
    assert shown == {"currency": "SEK", "min": 5_000, "max": 200_000, "left": 200_000, "window": "month"}
    answer = owner.post("/v1/deposits", deposit_body(account.id, 200_001))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["limit_id"]) == (422, "limit_exceeded", limit.id)
    assert problem["errors"][0]["pointer"] == "/amount/value"
    told = {name: problem["limit"][name] for name in ("window", "amount", "used", "remaining", "resets_at")}
    assert told == {
        "window": "month",
        "amount": 1_500_000,
        "used": 1_300_000,
        "remaining": 200_000,
        "resets_at": "2026-11-30T23:00:00.000Z",
    }
    assert owner.post("/v1/deposits", deposit_body(account.id, 200_000), key="key-2").status_code == 201
    assert owner.post("/v1/deposits", deposit_body(account.id, 5_000), key="key-3").json()["code"] == "limit_exceeded"


def test_nobody_approves_and_it_expires(owner: Caller, bank: ScriptedBank, clock: Any) -> None:
    account = account_make()
    tx = owner.post("/v1/deposits", deposit_body(account.id)).json()
    clock.shift(timedelta(minutes=14, seconds=59))
    assert services.deposit_sweep() == 0
    clock.shift(timedelta(seconds=1))
    assert services.deposit_sweep() == 1
    after = owner.get(f"/v1/transactions/{tx['id']}").json()
    assert (after["status"], after["status_reason"], after["actions"]) == ("expired", "not_approved_in_time", [])
    assert after["next_action"] is None
    assert services.deposit_sweep() == 0


def test_no_instrument_lets_the_bank_page_ask(owner: Caller, bank: ScriptedBank) -> None:
    tx = owner.post("/v1/deposits", deposit_body(account_make().id)).json()
    assert bank.asked[0]["instrument_id"] == ""
    assert tx["instrument"]["kind"] == "bank_account"


def test_a_merchant_named_in_the_order_is_in_the_transaction(owner: Caller, bank: ScriptedBank) -> None:
    models.Merchant.objects.create(id="mch_9", name="Best Site", site="best.example")
    tx = owner.post("/v1/deposits", deposit_body(account_make().id, merchant_id="mch_9")).json()
    assert tx["merchant"] == {"id": "mch_9", "name": "Best Site", "site": "best.example", "logo_url": None}
    assert tx["created_at"] >= START.isoformat()[:4]


@pytest.mark.parametrize(
    ("window", "began", "ends"),
    [
        ("day", "2026-11-18T23:00:00+00:00", "2026-11-19T23:00:00+00:00"),
        ("week", "2026-11-15T23:00:00+00:00", "2026-11-22T23:00:00+00:00"),
        ("month", "2026-10-31T23:00:00+00:00", "2026-11-30T23:00:00+00:00"),
    ],
)
def test_windows_are_the_platform_s_calendar(window: str, began: str, ends: str) -> None:
    bounds = window_bounds(window, START)
    assert bounds is not None
    assert [instant.astimezone(UTC).isoformat() for instant in bounds] == [began, ends]


def test_december_ends_with_the_year() -> None:
    bounds = window_bounds("month", datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    assert bounds is not None
    assert bounds[1].astimezone(UTC) == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def test_the_tightest_of_several_limits_decides(owner: Caller, bank: ScriptedBank, clock: Any) -> None:
    account = account_make()
    limit_make(amount=90_000, window="transaction")
    day = limit_make(amount=60_000, window="day")
    limit_make(amount=10, currency="EUR")
    limit_make(OTHER, amount=10)
    limit_make(amount=10, applies_to="withdrawal")
    shown = owner.get(f"/v1/accounts/{account.id}").json()["deposit_range"]
    assert (shown["max"], shown["left"], shown["window"]) == (60_000, 60_000, "day")
    assert owner.post("/v1/deposits", deposit_body(account.id, 60_001)).json()["limit_id"] == day.id


def test_a_currency_without_deposits_is_refused(owner: Caller, bank: ScriptedBank) -> None:
    account = account_make(currency="JPY")
    body = deposit_body(account.id) | {"amount": {"value": 5_000, "currency": "JPY"}}
    answer = owner.post("/v1/deposits", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "currency_not_supported")


@pytest.mark.django_db(transaction=True)
def test_deposits_at_once_never_pass_the_limit_together(bank: ScriptedBank) -> None:
    account, answers = account_make(), []
    limit_make(amount=120_000)
    gate = threading.Barrier(8)

    def press(number: int) -> None:
        gate.wait()
        answers.append(Caller(OWNER).post("/v1/deposits", deposit_body(account.id), key=f"key-{number}").status_code)
        connection.close()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 201, *[422] * 6]
    assert models.Transaction.objects.count() == 2
