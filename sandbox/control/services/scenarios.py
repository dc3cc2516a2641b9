"""Situations by name, the same for tests, documents and people. README.md lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from sandbox import clock
from sandbox.auth.models import Customer
from sandbox.bank.domain import Scenario
from sandbox.bank.models import ScenarioRule
from sandbox.bank.services import scenario_set
from sandbox.control.domain.faults import book
from sandbox.ids import new_id
from sandbox.payments.domain.ports import plugs
from sandbox.payments.models import Account, LimitRow
from sandbox.problems import validation_failed


@dataclass(frozen=True, slots=True)
class Named:
    """A situation: its name, what it does, and how a customer and a number of next transfers are brought into it."""

    name: str
    says: str
    play: Callable[[str, int], object]


def scenario_play(*, name: str, customer_id: str, times: int) -> Named:
    """Bring a situation about. Raises Problem 422 for a name or a customer that does not exist."""
    named = SCENARIOS.get(name)
    if named is None:
        raise validation_failed("/name", "unknown", f"name: use one of {', '.join(sorted(SCENARIOS))}.")
    if not Customer.objects.filter(id=customer_id).exists():
        raise validation_failed("/customer_id", "unknown", "customer_id: there is no such customer.")
    named.play(customer_id, times)
    return named


def _bank(scenario: Scenario, _customer_id: str, times: int) -> None:
    scenario_set(scenario=scenario, remaining=times)


@transaction.atomic
def _limit_reached(customer_id: str, _times: int) -> None:
    for currency in Account.objects.filter(customer_id=customer_id).values_list("currency", flat=True).distinct():
        for kind in ("deposit", "withdrawal"):
            columns = {"customer_id": customer_id, "applies_to": kind, "window": "month", "currency": currency}
            made = {"id": new_id("lim"), "amount": 0, "created_at": clock.now()}
            LimitRow.objects.get_or_create(**columns, defaults=made)
            for limit in plugs.store().limit_list(customer_id, kind, currency, clock.now()):
                LimitRow.objects.filter(id=limit.id).update(amount=limit.used)


def _normal(_customer_id: str, _times: int) -> None:
    ScenarioRule.objects.all().delete()
    book.replace(())


SCENARIOS = {
    named.name: named
    for named in (
        Named("normal", "The bank goes by the amount again and no fault is to come.", _normal),
        Named("bank_declines", "The bank declines the next transfers.", partial(_bank, Scenario.DECLINE)),
        Named("bank_late", "The bank acts, and says so 45 seconds late.", partial(_bank, Scenario.TIME_OUT)),
        Named(
            "bank_pending_two_days",
            "The next transfers are pending for two days, then accepted; move the clock to see it.",
            partial(_bank, Scenario.TWO_DAYS),
        ),
        Named(
            "bank_returns",
            "The next transfers settle after a minute and come back two minutes later.",
            partial(_bank, Scenario.RETURN),
        ),
        Named(
            "limit_reached",
            "The customer's limits are used up: nothing more this month. A reset gives them back.",
            _limit_reached,
        ),
    )
}
