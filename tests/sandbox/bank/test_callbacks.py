"""No answer of the bank is lost or told twice, whatever dies in between."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from sandbox.bank import services
from sandbox.bank.models import Callback
from tests.sandbox.bank.conftest import Later, Told, collect, transfer_of

pytestmark = pytest.mark.django_db


def test_an_answer_that_was_not_taken_is_repeated(told: Told, later: Later) -> None:
    told.broken = True
    assert services.transfer_approve(transfer=transfer_of(collect()))
    owed = Callback.objects.get()
    assert (owed.delivered_at, owed.attempts) == (None, 1)
    told.broken = False
    assert services.callbacks_deliver() == 0  # not before its time
    later.wait(seconds=1)
    assert services.callbacks_deliver() == 1
    assert services.callbacks_deliver() == 0
    assert told.states == ["accepted"]


def test_a_process_killed_before_delivery_leaves_the_answer_owed(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.bank.services.transfers.callbacks_deliver", lambda **_: 0)  # kill -9 after commit
    services.transfer_approve(transfer=transfer_of(collect()))
    assert told.answers == []
    assert services.callbacks_deliver() == 1
    assert told.states == ["accepted"]


def test_answers_of_one_transfer_keep_their_order(told: Told, later: Later) -> None:
    told.broken = True
    services.transfer_approve(transfer=transfer_of(collect("119.00")))
    later.wait(minutes=1)
    services.transfers_settle()
    assert told.answers == []
    told.broken = False
    for _ in range(3):
        later.wait(minutes=5)
        services.callbacks_deliver()
    assert told.states == ["accepted", "settled"]


def test_one_refused_answer_holds_back_no_other_transfer(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def picky(**answer: object) -> None:
        if answer["reference"] == "tx_1":
            raise RuntimeError("unknown reference")
        told.answers.append(answer)

    monkeypatch.setattr("sandbox.payments.services.bank_answered", picky)
    for reference in ("tx_1", "tx_2"):
        services.transfer_approve(transfer=transfer_of(collect(reference=reference)))
    assert [answer["reference"] for answer in told.answers] == ["tx_2"]


def test_retries_slow_down_and_never_stop(told: Told, later: Later) -> None:
    told.broken = True
    services.transfer_approve(transfer=transfer_of(collect()))
    for _ in range(20):
        later.wait(minutes=5)
        services.callbacks_deliver()
    assert Callback.objects.get().attempts == 21
    told.broken = False
    later.wait(minutes=5)
    assert services.callbacks_deliver() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_approvals_at_once_move_the_money_once(told: Told) -> None:
    transfer_id = collect().transfer_id
    barrier = threading.Barrier(20)
    won: list[bool] = []

    def approve() -> None:
        try:
            transfer = services.transfer_find(transfer_id=transfer_id, token=token)
            barrier.wait()
            if transfer and services.transfer_approve(transfer=transfer):
                won.append(True)
        finally:
            connection.close()

    token = transfer_of(collect()).token
    threads = [threading.Thread(target=approve) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [True]
    assert told.states == ["accepted"]
