"""Withdrawals: reserved at once, confirmed by a step-up, paid out by the bank, and every way they may end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from sandbox import tokens
from sandbox.clock import now
from sandbox.payments import models, services
from sandbox.payments.domain.ports import BankUnavailableError
from tests.sandbox.payments.conftest import Bearer, Caller
from tests.sandbox.payments.people import (
    OTHER,
    OWNER,
    ScriptedBank,
    account_make,
    confirmed,
    instrument_make,
    limit_make,
    session_make,
    standing,
    withdrawal_body,
)

pytestmark = pytest.mark.django_db
PATH = "/v1/withdrawals"


@pytest.fixture
def account() -> models.Account:
    return account_make(opening=100_000)


@pytest.fixture
def body(account: models.Account) -> dict[str, Any]:
    return withdrawal_body(account.id, instrument_make(usable_for=["deposit", "withdrawal"], holder="Elin").id)


@pytest.fixture
def caller(bank: ScriptedBank) -> Bearer:
    bank.will("accepted", code="ACSC")
    return Bearer(confirmed(session_make()))


def bank_says(answer: Any, state: str, code: str | None = None) -> None:
    reference = answer.json()["id"]
    services.bank_answered(reference=reference, transfer_id="trf_1", state=state, code=code, message=None, at=now())


def test_a_withdrawal_goes_out_at_once(
    caller: Bearer, bank: ScriptedBank, body: dict[str, Any], account: models.Account
) -> None:
    answer = caller.post(PATH, body | {"description": "Rent", "client_reference": "wd_1"})
    document = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"/v1/transactions/{document['id']}")
    assert (document["type"], document["direction"], document["status"]) == ("withdrawal", "out", "succeeded")
    assert document["from"] == {"kind": "account", "label": "Main account", "detail": None}
    assert document["to"] == {"kind": "instrument", "label": "Östra Sparbank ••2104", "detail": "Elin"}
    assert (document["settlement"]["state"], document["fee"]["value"]) == ("unsettled", 0)
    assert standing(account) == (50_000, 0)
    [asked] = bank.asked
    assert (asked["direction"], asked["amount"].value, asked["reference"]) == ("pay_out", 50_000, document["id"])
    events = models.OutboxEvent.objects.order_by("sequence").values_list("type", flat=True)
    assert list(events) == ["transaction.created", "transaction.succeeded"]


STATUS = {"pending": "pending", "timed_out": "pending", "declined": "declined", "failed": "failed"}


@pytest.mark.parametrize("state", STATUS)
def test_what_the_bank_answers(
    caller: Bearer, bank: ScriptedBank, body: dict[str, Any], account: models.Account, state: str
) -> None:
    bank.will(state, code="X1")
    answer, status = caller.post(PATH, body), STATUS[state]
    assert (answer.status_code, answer.json()["status"]) == (201, status)
    assert standing(account) == ((50_000, 50_000) if status == "pending" else (100_000, 0))
    offered = [action["name"] for action in answer.json()["actions"]]
    assert (offered, answer.json()["can_retry"]) == ((["retry"], True) if status != "pending" else (["cancel"], False))


def test_the_truth_comes_late(
    caller: Bearer, bank: ScriptedBank, body: dict[str, Any], account: models.Account
) -> None:
    bank.will("timed_out", code="AB05")
    answer = caller.post(PATH, body)
    assert answer.json()["status_reason"] == "bank_timed_out"
    bank_says(answer, "accepted")
    assert caller.get(f"/v1/transactions/{answer.json()['id']}").json()["status"] == "succeeded"
    assert standing(account) == (50_000, 0)


def test_what_the_bank_returns_is_a_row_of_its_own(
    caller: Bearer, body: dict[str, Any], account: models.Account
) -> None:
    answer = caller.post(PATH, body)
    bank_says(answer, "settled")
    bank_says(answer, "returned", "AC04")
    gone = caller.get(f"/v1/transactions/{answer.json()['id']}").json()
    back = caller.get(f"/v1/transactions/{gone['related'][0]}").json()
    assert (gone["status"], gone["status_reason"], gone["settlement"]["state"]) == ("reversed", "AC04", "returned")
    assert (back["type"], back["direction"], back["parent_id"]) == ("adjustment", "in", gone["id"])
    assert back["amount"] == gone["amount"]
    assert standing(account) == (100_000, 0)


# --- Step-up ---------------------------------------------------------------------------------------


def assert_step_up(answer: Any) -> None:
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (401, "step_up_required", True)
    assert answer.json()["methods"] == ["totp", "otp"]
    expected = 'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age=300'
    assert answer["WWW-Authenticate"] == expected


def test_without_a_step_up_and_then_with_it_under_the_same_key(
    bank: ScriptedBank, body: dict[str, Any], account: models.Account
) -> None:
    bank.will("accepted")
    session = session_make()
    assert_step_up(Bearer(tokens.issue(session)).post(PATH, body))
    assert (standing(account), bank.asked) == ((100_000, 0), [])
    assert not models.Transaction.objects.filter(type="withdrawal").exists()
    answer = Bearer(confirmed(session)).post(PATH, body)
    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer


def test_a_step_up_makes_one_withdrawal(caller: Bearer, body: dict[str, Any], account: models.Account) -> None:
    assert caller.post(PATH, body, key="one").status_code == 201
    assert_step_up(caller.post(PATH, body, key="two"))
    assert standing(account) == (50_000, 0)
    assert caller.post(PATH, body, key="one")["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    "for_", [{"value": 50_001}, {"value": 5_000}, {"to": "Bank Norr ••8830"}, {"to": "Östra Sparbank ••2104 "}]
)
def test_a_step_up_for_something_else(bank: ScriptedBank, body: dict[str, Any], for_: dict[str, Any]) -> None:
    assert_step_up(Bearer(confirmed(session_make(), **for_)).post(PATH, body))
    assert not bank.asked


def test_a_step_up_is_old_after_five_minutes(bank: ScriptedBank, body: dict[str, Any]) -> None:
    token = confirmed(session_make())
    with time_machine.travel(now() + timedelta(seconds=302)):
        assert_step_up(Bearer(token).post(PATH, body))


def test_another_session_of_the_same_customer_has_not_stepped_up(bank: ScriptedBank, body: dict[str, Any]) -> None:
    confirmed(session_make())
    assert_step_up(Bearer(tokens.issue(session_make())).post(PATH, body))


def test_another_customer_finds_nothing(bank: ScriptedBank, body: dict[str, Any]) -> None:
    answer = Bearer(confirmed(session_make(OTHER))).post(PATH, body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (404, "/account_id")
    own = account_make(OTHER, opening=100_000)
    answer = Bearer(confirmed(session_make(OTHER))).post(PATH, body | {"account_id": own.id}, key="2")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (404, "/instrument_id")


def test_a_service_on_a_customer_s_behalf_has_made_no_step_up(owner: Caller, body: dict[str, Any]) -> None:
    assert_step_up(owner.post(PATH, body))


# --- Refusals --------------------------------------------------------------------------------------


def test_more_than_there_is(caller: Bearer, bank: ScriptedBank, body: dict[str, Any], account: models.Account) -> None:
    account.available = 0
    body["amount"] = {"value": 151_945, "currency": "SEK"}
    answer = Bearer(confirmed(session_make(), 151_945)).post(PATH, body)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "insufficient_funds")
    assert problem["available"] == {"value": 100_000, "currency": "SEK"}
    assert problem["missing"] == {"value": 51_945, "currency": "SEK"}
    assert problem["errors"] == [{"pointer": "/amount/value", "code": "max", "detail": "At most 1000.00 SEK."}]
    assert (standing(account), bank.asked) == ((100_000, 0), [])


def test_reserved_money_is_not_there(caller: Bearer, bank: ScriptedBank, body: dict[str, Any]) -> None:
    bank.will("pending")
    assert caller.post(PATH, body).status_code == 201
    body["amount"] = {"value": 50_001, "currency": "SEK"}
    answer = Bearer(confirmed(session_make(), 50_001)).post(PATH, body, key="2")
    assert answer.json()["available"]["value"] == 50_000


def test_a_limit_per_day(caller: Bearer, bank: ScriptedBank, body: dict[str, Any]) -> None:
    limit_make(id="lim_day", applies_to="withdrawal", window="day", amount=60_000)
    limit_make(id="lim_deposits", applies_to="deposit", window="day", amount=1)
    assert caller.post(PATH, body).status_code == 201
    problem = Bearer(confirmed(session_make())).post(PATH, body, key="2").json()
    assert (problem["code"], problem["limit_id"], problem["limit"]["used"]) == ("limit_exceeded", "lim_day", 50_000)
    assert (problem["limit"]["remaining"], problem["limit"]["window"]) == (10_000, "day")


def test_returned_money_frees_the_limit(caller: Bearer, bank: ScriptedBank, body: dict[str, Any]) -> None:
    limit_make(applies_to="withdrawal", window="month", amount=50_000)
    first = caller.post(PATH, body)
    bank_says(first, "returned")
    assert Bearer(confirmed(session_make())).post(PATH, body, key="2").status_code == 201


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"usable_for": ["deposit"]}, "instrument_not_usable"),
        ({"status": "removed"}, "instrument_not_usable"),
        ({"status": "expired"}, "instrument_not_usable"),
    ],
)
def test_an_instrument_that_is_not_usable(
    caller: Bearer, bank: ScriptedBank, account: models.Account, fields: dict[str, Any], code: str
) -> None:
    instrument = instrument_make(**({"usable_for": ["withdrawal"]} | fields))
    answer = caller.post(PATH, withdrawal_body(account.id, instrument.id))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == "/instrument_id"


NEVER: dict[str, tuple[dict[str, Any], dict[str, Any], int, str]] = {
    "a restricted account": ({"status": "restricted"}, {}, 403, "account_restricted"),
    "a closed account": ({"status": "closed"}, {}, 403, "account_restricted"),
    "another currency": ({}, {"currency": "EUR"}, 422, "currency_not_supported"),
    "too little": ({}, {"value": 99}, 422, "validation_failed"),
    "too much": ({}, {"value": 5_000_001}, 422, "validation_failed"),
    "nothing": ({}, {"value": 0}, 422, "validation_failed"),
    "less than nothing": ({}, {"value": -1}, 422, "validation_failed"),
}


@pytest.mark.parametrize("case", NEVER)
def test_orders_that_are_never_carried_out(caller: Bearer, bank: ScriptedBank, case: str) -> None:
    fields, amount, status, code = NEVER[case]
    account = account_make(opening=10_000_000, **fields)
    body = withdrawal_body(account.id, instrument_make(usable_for=["withdrawal"]).id)
    body["amount"] |= amount
    answer = caller.post(PATH, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not bank.asked


def test_a_final_refusal_is_given_again(caller: Bearer, body: dict[str, Any]) -> None:
    limit_make(applies_to="withdrawal", window="day", amount=1_000)
    first = caller.post(PATH, body)
    models.LimitRow.objects.all().delete()
    again = caller.post(PATH, body)
    assert (again.status_code, again["Idempotent-Replayed"]) == (422, "true")
    assert again.content == first.content


# --- Lost on the way -------------------------------------------------------------------------------


def test_a_bank_that_is_away_keeps_the_money_reserved_and_the_key_open(
    caller: Bearer, bank: ScriptedBank, body: dict[str, Any], account: models.Account
) -> None:
    bank.fails = [BankUnavailableError()]
    assert caller.post(PATH, body).status_code == 503
    assert standing(account) == (50_000, 50_000)
    # The step-up made this withdrawal: resuming needs no other, not even when it is long over.
    session = session_make()
    answer = Bearer(tokens.issue(session)).post(PATH, body)
    assert (answer.status_code, answer.json()["status"]) == (201, "succeeded")
    assert standing(account) == (50_000, 0)
    assert models.Transaction.objects.filter(type="withdrawal", customer_id=OWNER).count() == 1


def test_what_a_crash_left_unsent_is_sent(
    caller: Bearer, bank: ScriptedBank, body: dict[str, Any], account: models.Account
) -> None:
    bank.fails = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        caller.post(PATH, body)
    assert services.transfer_sweep() == 0
    with time_machine.travel(now() + timedelta(seconds=31)):
        assert services.transfer_sweep() == 1
    assert standing(account) == (50_000, 0)
    answer = caller.post(PATH, body)
    assert (answer.status_code, answer.json()["status"]) == (201, "succeeded")
    assert len(bank.transfers) == 1
