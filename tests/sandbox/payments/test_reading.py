"""Accounts, instruments, one transaction, capabilities and health, member for member."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.payments import models, services, urls
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import START, account_make, instrument_make, limit_make, transaction_make


def test_an_account_shows_what_is_available_held_and_when(owner: Caller, clock: Any) -> None:
    account = account_make(opening=1_318_585, identification_scheme="internal", identification_masked="•• 0021")
    transaction_make(status="pending", amount=57_530, fee=500, account_id=account.id)
    shown = owner.get(f"/v1/accounts/{account.id}").json()
    assert shown["balance"] == {
        "available": {"value": 1_261_055, "currency": "SEK"},
        "pending": {"value": 0, "currency": "SEK"},
        "held": {"value": 57_530, "currency": "SEK"},
        "as_of": "2026-11-19T12:00:00.000Z",
    }
    assert shown["identification"] == {"scheme": "internal", "masked": "•• 0021"}
    assert shown["deposit_range"] == {"currency": "SEK", "min": 5_000, "max": 5_000_000, "left": None, "window": None}
    assert owner.get("/v1/accounts").json()["data"] == [shown]


def test_a_currency_that_takes_no_deposits_has_no_range(owner: Caller) -> None:
    account = account_make(currency="JPY")
    assert owner.get(f"/v1/accounts/{account.id}").json()["deposit_range"] is None


def test_what_may_be_withdrawn(owner: Caller) -> None:
    account = account_make(opening=100_000)
    limit_make(applies_to="withdrawal", window="day", amount=60_000)
    shown = owner.get(f"/v1/accounts/{account.id}").json()
    expected = {"currency": "SEK", "min": 100, "max": 60_000, "left": 60_000, "window": "day"}
    assert shown["withdrawal_range"] == expected
    limit_make(applies_to="withdrawal", window="month", amount=200_000)
    models.LimitRow.objects.filter(window="day").delete()
    assert owner.get("/v1/accounts").json()["data"][0]["withdrawal_range"]["max"] == 100_000
    overdrawn = account_make(opening=-5)
    assert owner.get(f"/v1/accounts/{overdrawn.id}").json()["withdrawal_range"]["max"] == 0
    closed = account_make(status="closed")
    assert owner.get(f"/v1/accounts/{closed.id}").json()["withdrawal_range"] is None


def test_instruments_come_with_fee_and_hint_the_default_first(owner: Caller) -> None:
    card = instrument_make(
        kind="card", label="Card ••4417", last4="4417", expiry="08/28", fee=750, fee_currency="SEK", hint="Debit card"
    )
    bank = instrument_make(default=True, verified=True)
    instrument_make(status="removed")
    rows = owner.get("/v1/instruments").json()["data"]
    assert [row["id"] for row in rows] == [bank.id, card.id]
    assert (rows[1]["fee"], rows[1]["hint"]) == ({"value": 750, "currency": "SEK"}, "Debit card")
    assert rows[0]["fee"] is None
    assert rows[0]["default"] is True


@pytest.mark.parametrize("sent", ['"v1"', 'W/"v1"', '"v9", "v1"', "*"])
def test_who_has_this_version_is_not_sent_it_again(owner: Caller, sent: str) -> None:
    tx = transaction_make(status="pending")
    first = owner.get(f"/v1/transactions/{tx.id}")
    assert first["ETag"] == '"v1"'
    again = owner.get(f"/v1/transactions/{tx.id}", **{"If-None-Match": sent})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", '"v1"')
    cause = services.Cause(actor="bank", code="bank_accepted", at=START)
    services.transaction_advance(transaction_id=tx.id, status="succeeded", cause=cause)
    changed = owner.get(f"/v1/transactions/{tx.id}", **{"If-None-Match": '"v1"'})
    assert (changed.status_code, changed["ETag"]) == (200, '"v2"')


def test_history_is_ascending_and_numbered_by_version(owner: Caller) -> None:
    tx = transaction_make(status="pending")
    cause = services.Cause(actor="bank", code="bank_accepted", at=START, message="ok", details={"bank_code": "ACSC"})
    services.transaction_advance(transaction_id=tx.id, status="succeeded", cause=cause)
    events = owner.get(f"/v1/transactions/{tx.id}/events").json()["data"]
    assert [(event["sequence"], event["status"]) for event in events] == [(1, "pending"), (2, "succeeded")]
    assert events[1]["details"] == {"bank_code": "ACSC"}
    assert events[1]["occurred_at"] == "2026-11-19T12:00:00.000Z"


def test_capabilities_are_what_the_routes_can_do(owner: Caller) -> None:
    said = owner.get("/v1/capabilities").json()
    native = {name for name, feature in said["features"].items() if feature["level"] == "native"}
    paths = {str(pattern.pattern) for pattern in urls.urlpatterns}
    for feature in ("accounts", "instruments", "deposits", "withdrawals", "limits", "consents", "merchants"):
        assert (feature in native) == (f"v1/{feature}" in paths), feature
    assert ("cancel" in native) == ("v1/transactions/<transaction_id>/cancel" in paths)
    assert ("receipts" in native) == ("v1/transactions/<transaction_id>/receipt" in paths)
    assert all(feature["reason"] for feature in said["features"].values() if feature["level"] == "none")
    assert said["contract"] == "1.0"
    assert said["currencies"] == ["EUR", "SEK"]


def test_health_and_the_headers_of_every_answer(owner: Caller) -> None:
    answer = owner.get("/healthz", **{"X-Request-Id": "req-7"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert (answer["Selfcare-Contract"], answer["X-Request-Id"]) == ("1.0", "req-7")
