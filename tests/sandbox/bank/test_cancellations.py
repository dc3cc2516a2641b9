"""Stopping transfers at the bank: before approval, while it works, and when the money has gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.bank import services
from sandbox.bank.domain import Direction, decided_by
from sandbox.bank.models import Transfer
from sandbox.bank.services import BankAdapter
from tests.sandbox.bank.conftest import Later, Told, collect, transfer_of

pytestmark = pytest.mark.django_db


def pay_out(kronor: int) -> Transfer:
    return services.transfer_open(
        reference="tx_1",
        approval=False,
        direction=Direction.PAY_OUT,
        amount=kronor * 100,
        currency="SEK",
        account_label="Bank Norr ••8830",
    )


def wish() -> str:
    return BankAdapter().transfer_cancel(reference="tx_1").state


def decide(later: Later, told: Told) -> list[str]:
    later.wait(minutes=2)
    services.cancellations_decide()
    services.callbacks_deliver()
    return told.states


def test_what_was_never_opened_is_cancelled() -> None:
    assert wish() == "cancelled"


def test_before_approval_it_is_stopped_for_good(told: Told) -> None:
    transfer = transfer_of(collect())
    assert (wish(), wish()) == ("cancelled", "cancelled")
    transfer.refresh_from_db()
    assert not services.transfer_approve(transfer=transfer)
    services.callbacks_deliver()
    assert told.states == ["cancelled"]


@pytest.mark.parametrize(("kronor", "end"), [(117, "cancelled"), (113, "accepted")])
def test_the_bank_decides_later(told: Told, later: Later, kronor: int, end: str) -> None:
    pay_out(kronor)
    answer = BankAdapter().transfer_cancel(reference="tx_1")
    assert (answer.state, answer.decide_by) == ("asked", decided_by(later.at))
    assert wish() == "asked"
    services.cancellations_decide()
    assert told.states == []
    assert decide(later, told) == [end]
    assert services.cancellations_decide() == 0


def test_a_wish_taken_back_decides_nothing(told: Told, later: Later) -> None:
    transfer = pay_out(117)
    assert wish() == "asked"
    assert BankAdapter().transfer_keep(reference="tx_1")
    assert not BankAdapter().transfer_keep(reference="tx_1")
    assert decide(later, told) == []
    transfer.refresh_from_db()
    assert transfer.state == "pending"
    assert wish() == "asked"


def test_a_decided_wish_stays(told: Told, later: Later) -> None:
    pay_out(117)
    wish()
    decide(later, told)
    assert not BankAdapter().transfer_keep(reference="tx_1")
    assert wish() == "cancelled"


@pytest.mark.parametrize("kronor", [500, 111])
def test_what_is_over_is_refused(kronor: int) -> None:
    pay_out(kronor)
    assert wish() == "refused"


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (datetime(2026, 11, 19, 13, 6, tzinfo=UTC), datetime(2026, 11, 19, 19, 0, tzinfo=UTC)),
        (datetime(2026, 11, 19, 19, 0, tzinfo=UTC), datetime(2026, 11, 20, 19, 0, tzinfo=UTC)),
        (datetime(2026, 7, 1, 18, 30, tzinfo=UTC), datetime(2026, 7, 2, 18, 0, tzinfo=UTC)),
    ],
)
def test_it_decides_by_the_end_of_its_batch(asked: datetime, by: datetime) -> None:
    assert decided_by(asked) == by
