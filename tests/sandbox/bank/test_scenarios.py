"""Each scenario from the first call to the last answer."""

from __future__ import annotations

import pytest

from sandbox.bank import services
from sandbox.bank.domain import Direction, Scenario, scenario_of
from sandbox.bank.models import ScenarioRule, Transfer
from tests.sandbox.bank.conftest import Later, Told, collect, transfer_of

pytestmark = pytest.mark.django_db

CARD = "Card ••4417"


@pytest.mark.parametrize(
    ("value", "currency", "scenario"),
    [
        (50_000, "SEK", Scenario.NORMAL),
        (11_100, "SEK", Scenario.DECLINE),
        (21_399, "EUR", Scenario.TIME_OUT),
        (1_300, "EUR", Scenario.TIME_OUT),
        (10_013, "SEK", Scenario.NORMAL),  # 100,13 kr: the minor units do not count
        (117, "JPY", Scenario.PENDING),
        (1_119_000, "KWD", Scenario.RETURN),
        (11_317, "SEK", Scenario.TIME_OUT),
    ],
)
def test_the_last_two_whole_digits_choose(value: int, currency: str, scenario: Scenario) -> None:
    assert scenario_of(value=value, currency=currency) is scenario


@pytest.mark.parametrize(
    ("kronor", "answers", "state"),
    [
        ("500.00", ["accepted", "settled"], "accepted"),
        ("111.00", ["declined"], "declined"),
        ("113.00", ["timed_out", "accepted", "settled"], "accepted"),
        ("117.00", ["pending"], "pending"),
        ("119.00", ["accepted", "settled", "returned"], "returned"),
    ],
)
def test_an_approved_deposit_plays_its_scenario(
    kronor: str, answers: list[str], state: str, told: Told, later: Later
) -> None:
    transfer = transfer_of(collect(kronor))
    assert services.transfer_approve(transfer=transfer)
    assert told.states == answers[:1]
    for _ in range(4):
        later.wait(minutes=5)
        services.callbacks_deliver()
        services.transfers_settle()
        services.transfers_return()
    assert told.states == answers
    assert transfer_of(collect(kronor)).state == state
    assert collect(kronor).state in {"accepted", "declined", "pending"}


@pytest.mark.parametrize(
    ("kronor", "first", "then"),
    [
        ("500.00", "accepted", []),
        ("111.00", "declined", []),
        ("113.00", "timed_out", ["accepted"]),
        ("117.00", "pending", []),
        ("119.00", "accepted", []),
    ],
)
def test_a_card_is_answered_at_once_and_not_told_twice(
    kronor: str, first: str, then: list[str], told: Told, later: Later
) -> None:
    started = collect(kronor, label=CARD)
    assert (started.state, started.url) == (first, None)
    later.wait(minutes=1)
    services.callbacks_deliver()
    assert told.states == then


def test_a_pay_out_needs_no_approval(told: Told) -> None:
    transfer = services.transfer_open(
        reference="tx_out", direction=Direction.PAY_OUT, amount=1, currency="SEK", account_label="A", approval=False
    )
    assert transfer.state == "accepted"
    assert told.answers == []


def test_a_late_answer_does_not_come_early(told: Told, later: Later) -> None:
    services.transfer_approve(transfer=transfer_of(collect("113.00")))
    later.wait(seconds=44)
    assert services.callbacks_deliver() == 0
    later.wait(seconds=1)
    assert services.callbacks_deliver() == 1


def test_the_same_reference_is_the_same_transfer(told: Told) -> None:
    first, second = collect(), collect()
    assert first == second
    assert Transfer.objects.count() == 1
    services.transfer_approve(transfer=transfer_of(first))
    assert collect().state == "accepted"


def test_a_rule_for_the_next_transfers_is_used_up(told: Told) -> None:
    services.scenario_set(scenario=Scenario.PENDING, remaining=2)
    started = [collect(reference=f"tx_{n}", label=CARD).state for n in range(3)]
    assert started == ["pending", "pending", "accepted"]


def test_a_rule_for_an_instrument_stays_until_normal_again(told: Told) -> None:
    services.scenario_set(scenario=Scenario.DECLINE, instrument_id="ins_1")
    assert [collect(reference=f"tx_{n}", label=CARD).state for n in range(2)] == ["declined", "declined"]
    services.scenario_set(scenario=Scenario.NORMAL, instrument_id="ins_1")
    assert collect(reference="tx_9", label=CARD).state == "accepted"
    assert not ScenarioRule.objects.exists()


def test_an_unapproved_transfer_expires_and_says_so_once(told: Told, later: Later) -> None:
    collect()
    later.wait(minutes=14)
    assert services.transfers_expire() == 1
    assert services.transfers_expire() == 0
    assert collect().state == "failed"
    assert [(answer["state"], answer["code"]) for answer in told.answers] == [("expired", "AB06")]


def test_refused_by_the_account_holder(told: Told) -> None:
    started = collect()
    assert services.transfer_decline(transfer=transfer_of(started))
    assert [(answer["reference"], answer["state"], answer["code"]) for answer in told.answers] == [
        ("tx_1", "declined", "CUST")
    ]


def test_no_answer_before_anything_happened(told: Told) -> None:
    collect()
    assert services.callbacks_deliver() == 0
    assert told.answers == []
