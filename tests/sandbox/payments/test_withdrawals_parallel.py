"""Many at once: one withdrawal per key, one per step-up, and never more than there is."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from sandbox.payments import models
from tests.sandbox.payments.conftest import Bearer
from tests.sandbox.payments.people import (
    ScriptedBank,
    account_make,
    confirmed,
    instrument_make,
    session_make,
    withdrawal_body,
)

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


def at_once(call: Callable[[int], Any], count: int = MANY) -> list[Any]:
    answers: list[Any] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            answers.append(call(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers


def withdrawals() -> int:
    return models.Transaction.objects.filter(type="withdrawal").count()


def assert_left(account: models.Account, available: int) -> None:
    account.refresh_from_db()
    assert (account.available, account.held) == (available, 0)
    assert models.Posting.objects.aggregate(sum=Sum("amount"))["sum"] == 0


def test_twenty_identical_ones_are_one(bank: ScriptedBank) -> None:
    bank.will("accepted")
    account = account_make(opening=1_000_000)
    body = withdrawal_body(account.id, instrument_make(usable_for=["withdrawal"]).id)
    token = confirmed(session_make())
    answers = at_once(lambda _: Bearer(token).post("/v1/withdrawals", body))
    assert set(Counter(answer.status_code for answer in answers)) <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert withdrawals() == len(bank.transfers) == 1
    assert_left(account, 950_000)


def test_one_step_up_under_twenty_keys_is_one(bank: ScriptedBank) -> None:
    bank.will("accepted")
    account = account_make(opening=1_000_000)
    body = withdrawal_body(account.id, instrument_make(usable_for=["withdrawal"]).id)
    token = confirmed(session_make())
    answers = at_once(lambda number: Bearer(token).post("/v1/withdrawals", body, key=f"key-{number}"))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 401: MANY - 1}
    assert withdrawals() == 1
    assert_left(account, 950_000)


def test_twenty_confirmed_ones_take_no_more_than_there_is(bank: ScriptedBank) -> None:
    bank.will("accepted")
    account = account_make(opening=120_000)
    body = withdrawal_body(account.id, instrument_make(usable_for=["withdrawal"]).id)
    callers = [Bearer(confirmed(session_make())) for _ in range(MANY)]
    answers = at_once(lambda number: callers[number].post("/v1/withdrawals", body, key=f"key-{number}"))
    assert Counter(answer.status_code for answer in answers) == {201: 2, 422: MANY - 2}
    assert_left(account, 20_000)
