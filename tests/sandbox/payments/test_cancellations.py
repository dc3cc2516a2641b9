"""Stopping a transaction: at once, by the bank, too late, and let go through after all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.payments import models, services
from sandbox.payments.domain.ports import BankUnavailableError, CancelAnswer
from sandbox.payments.domain.transactions import Transaction
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import START, ScriptedBank, account_make, transaction_make

BY = START + timedelta(hours=7)
ASKED = CancelAnswer(state="asked", decide_by=BY)


def pending_make(**fields: Any) -> Transaction:
    account = account_make(opening=50_000)
    return transaction_make(**{"status": "pending", "account_id": account.id} | fields)


def cancel(caller: Caller, tx: Transaction, body: dict[str, Any] | None = None, key: str = "key-1") -> Any:
    return caller.post(f"/v1/transactions/{tx.id}/cancel", body or {}, key=key)


def keep(caller: Caller, tx: Transaction, key: str = "key-1") -> Any:
    return caller.post(f"/v1/transactions/{tx.id}/cancel/withdraw", {}, key=key)


def offered(caller: Caller, tx: Transaction) -> list[str]:
    found = caller.get(f"/v1/transactions/{tx.id}").json()
    return [action["name"] for action in found["actions"]]


def codes(caller: Caller, tx: Transaction) -> list[str]:
    return [event["code"] for event in caller.get(f"/v1/transactions/{tx.id}/events").json()["data"]]


def answered(tx: Transaction, state: str) -> None:
    services.bank_answered(reference=tx.id, transfer_id="trf_1", state=state, code=None, message=None, at=START)


def held(tx: Transaction) -> tuple[int, int]:
    account = models.Account.objects.get(id=tx.account_id)
    return account.available, account.held


def test_what_nobody_approved_is_cancelled_at_once(owner: Caller, bank: ScriptedBank) -> None:
    tx = transaction_make(status="requires_action", expires_at=START + timedelta(minutes=5))
    assert offered(owner, tx) == ["cancel"]
    answer = cancel(owner, tx, {"reason": "Changed my mind"})
    assert (answer.status_code, answer.json()["status"], answer.json()["cancellation"]) == (200, "cancelled", None)
    assert (answer["ETag"], offered(owner, tx), codes(owner, tx)) == ('"v2"', [], ["created", "cancelled"])
    assert models.OutboxEvent.objects.filter(type="transaction.cancelled").count() == 1


@pytest.mark.usefixtures("clock")
def test_the_bank_is_asked_and_stops_it(owner: Caller, bank: ScriptedBank) -> None:
    tx, bank.wish = pending_make(), ASKED
    asked = cancel(owner, tx).json()
    assert (asked["status"], asked["cancellation"]) == (
        "pending",
        {"state": "asked", "asked_at": "2026-11-19T12:00:00.000Z", "decide_by": "2026-11-19T19:00:00.000Z"},
    )
    assert offered(owner, tx) == ["keep"]
    assert held(tx) == (40_000, 10_000)
    answered(tx, "cancelled")
    done = owner.get(f"/v1/transactions/{tx.id}").json()
    assert (done["status"], done["cancellation"], held(tx)) == ("cancelled", None, (50_000, 0))
    assert codes(owner, tx) == ["created", "cancel_requested", "bank_cancelled"]


def test_the_bank_is_asked_and_has_moved_the_money(owner: Caller, bank: ScriptedBank) -> None:
    tx, bank.wish = pending_make(), ASKED
    cancel(owner, tx)
    answered(tx, "accepted")
    done = owner.get(f"/v1/transactions/{tx.id}").json()
    assert (done["status"], done["cancellation"]["state"], held(tx)) == ("succeeded", "refused", (40_000, 0))


@pytest.mark.parametrize("end", ["declined", "failed"])
def test_any_other_end_answers_the_wish_too(owner: Caller, bank: ScriptedBank, end: str) -> None:
    tx, bank.wish = pending_make(), ASKED
    cancel(owner, tx)
    answered(tx, end)
    assert owner.get(f"/v1/transactions/{tx.id}").json()["cancellation"] is None


def test_pressed_twice_it_is_asked_once(owner: Caller, bank: ScriptedBank) -> None:
    tx, bank.wish = pending_make(), ASKED
    first, again, other_key = cancel(owner, tx), cancel(owner, tx), cancel(owner, tx, key="key-2")
    assert again.json() == first.json() == other_key.json()
    assert (again["Idempotent-Replayed"], len(bank.asked)) == ("true", 1)
    assert codes(owner, tx) == ["created", "cancel_requested"]


@pytest.mark.parametrize(
    "fields",
    [
        *({"status": status} for status in ("succeeded", "declined", "authorised", "created")),
        {"status": "pending", "direction": "in", "type": "deposit"},
    ],
)
def test_what_is_over_or_moving_in_is_not_stopped(owner: Caller, bank: ScriptedBank, fields: dict[str, Any]) -> None:
    tx = transaction_make(**fields)
    answer = cancel(owner, tx)
    assert (answer.status_code, answer.json()["code"], bank.asked) == (409, "invalid_state", [])


def test_what_settles_while_the_bank_is_asked_is_told_as_it_is(
    owner: Caller, bank: ScriptedBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    tx = pending_make()

    def settle(*, reference: str) -> CancelAnswer:
        answered(tx, "accepted")
        return CancelAnswer(state=bank.wish.state)

    for wish in (ASKED, CancelAnswer(state="refused"), CancelAnswer(state="cancelled")):
        bank.wish = wish
        monkeypatch.setattr(bank, "transfer_cancel", settle)
        answer = cancel(owner, tx, key=wish.state)
        assert (answer.status_code, answer.json()["code"]) == (409, "invalid_state")
    assert owner.get(f"/v1/transactions/{tx.id}").json()["status"] == "succeeded"


def test_a_bank_that_is_away_changes_nothing_and_the_key_goes_on(owner: Caller, bank: ScriptedBank) -> None:
    tx, bank.wish = pending_make(), ASKED
    bank.fails = [BankUnavailableError()]
    assert cancel(owner, tx).json()["code"] == "upstream_unavailable"
    assert offered(owner, tx) == ["cancel"]
    assert cancel(owner, tx).json()["cancellation"]["state"] == "asked"
    bank.fails = [BankUnavailableError()]
    assert keep(owner, tx).json()["code"] == "upstream_unavailable"


def test_it_goes_through_after_all(owner: Caller, bank: ScriptedBank) -> None:
    tx, bank.wish = pending_make(), ASKED
    cancel(owner, tx)
    kept = keep(owner, tx)
    assert (kept.status_code, kept.json()["status"], kept.json()["cancellation"]) == (200, "pending", None)
    assert (offered(owner, tx), codes(owner, tx)[-1]) == (["cancel"], "cancel_withdrawn")
    assert keep(owner, tx, key="again").json() == kept.json()


def test_a_decided_wish_is_not_taken_back(owner: Caller, bank: ScriptedBank) -> None:
    tx, bank.wish = pending_make(), ASKED
    cancel(owner, tx)
    bank.wish = CancelAnswer(state="cancelled")
    assert keep(owner, tx).json()["code"] == "invalid_state"
    answered(tx, "cancelled")
    assert keep(owner, tx, key="later").json()["code"] == "invalid_state"


@pytest.mark.parametrize("body", [{"reason": "two\nlines"}, {"reason": ""}, {"colour": "red"}, {"reason": "x" * 141}])
def test_strange_input_is_named(owner: Caller, bank: ScriptedBank, body: dict[str, Any]) -> None:
    answer = cancel(owner, pending_make(), body)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert cancel(owner, pending_make(), key="").json()["code"] == "idempotency_key_missing"
