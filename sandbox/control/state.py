"""The state of the sandbox, as control shows it."""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings

from sandbox import clock
from sandbox.bank.models import ScenarioRule
from sandbox.control.domain.faults import book
from sandbox.control.services import SCENARIOS


def clock_state() -> dict[str, Any]:
    """The sandbox's instant, the machine's, and how many whole seconds lie between them."""
    now, wall = clock.now(), clock.wall()
    ahead = round((now - wall).total_seconds())
    frozen = clock.setting().frozen_at is not None
    return {"now": clock.rfc3339(now), "real": clock.rfc3339(wall), "ahead_seconds": ahead, "frozen": frozen}


def faults_state() -> list[dict[str, Any]]:
    """The faults to come, in the order they are met."""
    return [msgspec.structs.asdict(fault) for fault in book.all()]


def scenarios_state() -> dict[str, Any]:
    """The situations there are, and the bank's rules in force."""
    rules = [rule.as_json() for rule in ScenarioRule.objects.exclude(remaining=0)]
    return {"data": [{"name": each.name, "says": each.says} for each in SCENARIOS.values()], "bank_rules": rules}


def state() -> dict[str, Any]:
    """All of it."""
    scenarios = scenarios_state()
    return {
        "clock": clock_state(),
        "faults": faults_state(),
        "scenarios": scenarios["data"],
        "bank_rules": scenarios["bank_rules"],
        "hook_url": settings.HOOK_URL or None,
    }
