"""Which scenario a transfer plays: a rule set by hand, else its amount."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from sandbox.bank.domain import Scenario, scenario_of
from sandbox.bank.models import ScenarioRule


@transaction.atomic
def scenario_set(*, scenario: Scenario, instrument_id: str = "", remaining: int | None = None) -> ScenarioRule:
    """Play ``scenario`` for every transfer of ``instrument_id``, or for the ``remaining`` next transfers of anybody.

    Replaces an earlier rule of the same kind. ``Scenario.NORMAL`` for an instrument lets amounts choose again.
    """
    ScenarioRule.objects.filter(instrument_id=instrument_id).delete()
    rule = ScenarioRule(scenario=scenario, instrument_id=instrument_id, remaining=remaining)
    if scenario is not Scenario.NORMAL or not instrument_id:
        rule.save()
    return rule


def scenario_choose(*, value: int, currency: str, instrument_id: str) -> Scenario:
    """The scenario of a new transfer; uses up one of a rule's next transfers."""
    if instrument_id:
        rule = ScenarioRule.objects.filter(instrument_id=instrument_id).first()
        if rule:
            return Scenario(rule.scenario)
    return _next_rule() or scenario_of(value=value, currency=currency)


def _next_rule() -> Scenario | None:
    rule = ScenarioRule.objects.filter(instrument_id="", remaining__gt=0).first()
    if not rule:
        return None
    taken = ScenarioRule.objects.filter(pk=rule.pk, remaining__gt=0).update(remaining=F("remaining") - 1)
    return Scenario(rule.scenario) if taken else None
