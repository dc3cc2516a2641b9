"""Quotes say what an order would cost, and refuse what the order would be refused for."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.payments import models
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, account_make, instrument_make, limit_make

pytestmark = pytest.mark.django_db


def ask(caller: Caller, account: models.Account, value: int = 50_000, **fields: Any) -> Any:
    body = {"type": "withdrawal", "account_id": account.id, "amount": {"value": value, "currency": "SEK"}} | fields
    return caller.post("/v1/quotes", body, key=None)


@pytest.mark.usefixtures("clock")
def test_a_withdrawal(owner: Caller) -> None:
    account = account_make(opening=100_000)
    limit_make(id="lim_1", applies_to="withdrawal", window="day", amount=60_000)
    answer = ask(owner, account, instrument_id=instrument_make(usable_for=["withdrawal"]).id)
    assert answer.status_code == 200
    [limit] = answer.json()["limits"]
    assert (limit["id"], limit["remaining"], limit["window"]) == ("lim_1", 60_000, "day")
    assert {name: value for name, value in answer.json().items() if name != "limits"} == {
        "type": "withdrawal",
        "amount": {"value": 50_000, "currency": "SEK"},
        "fee": {"value": 0, "currency": "SEK"},
        "total": {"value": 50_000, "currency": "SEK"},
        "arrives_by": "2026-11-19T12:00:10.000Z",
        "instant": True,
        "requires": ["step_up"],
    }


def test_a_deposit_with_a_fee(owner: Caller) -> None:
    card = instrument_make(kind="card", fee=750, fee_currency="SEK")
    quote = ask(owner, account_make(), type="deposit", instrument_id=card.id).json()
    assert (quote["fee"]["value"], quote["total"]["value"], quote["requires"]) == (750, 50_750, [])


def test_nothing_is_kept_or_reserved(owner: Caller) -> None:
    account = account_make(opening=100_000)
    ask(owner, account)
    account.refresh_from_db()
    assert (account.available, account.held) == (100_000, 0)
    assert not models.IdempotencyRecord.objects.exists()


@pytest.mark.parametrize(
    ("value", "fields", "code"),
    [
        (100_001, {}, "insufficient_funds"),
        (99, {}, "validation_failed"),
        (0, {}, "validation_failed"),
        (50_000, {"type": "payment"}, "validation_failed"),
        (50_000, {"surprise": 1}, "validation_failed"),
        (50_000, {"instrument_id": "ins_nobody"}, "not_found"),
        (70_000, {}, "limit_exceeded"),
    ],
)
def test_refused_as_the_order_would_be(owner: Caller, value: int, fields: dict[str, Any], code: str) -> None:
    account = account_make(opening=100_000)
    if code == "limit_exceeded":
        limit_make(applies_to="withdrawal", window="day", amount=60_000)
    assert ask(owner, account, value, **fields).json()["code"] == code


def test_an_instrument_for_deposits_alone(owner: Caller) -> None:
    answer = ask(owner, account_make(opening=100_000), instrument_id=instrument_make().id)
    assert answer.json()["code"] == "instrument_not_usable"


def test_somebody_else_s_account(owner: Caller) -> None:
    assert ask(owner, account_make(OTHER, opening=100_000)).status_code == 404
