"""What each order does and what it answers, the same for JSON and for forms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox import clock
from sandbox.control import services, state
from sandbox.control.domain.faults import Fault, book
from sandbox.control.shapes import ClockOrder, EventOrder, FaultsOrder, ScenarioOrder
from sandbox.problems import validation_failed

# Bounds within which every date of the demo data can be written and read.
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def reset(_order: object = None) -> dict[str, Any]:
    services.sandbox_reset()
    return state.state()


def clock_put(order: ClockOrder) -> dict[str, Any]:
    at = clock.wall() if order.real else (order.now or clock.now()) + timedelta(seconds=order.shift_seconds)
    if not _EARLIEST <= at < _LATEST:
        name = "now" if order.now else "shift_seconds"
        raise validation_failed(f"/{name}", "range", f"{name}: stay between the years 2000 and 2099.")
    services.clock_set(at=at.astimezone(UTC), frozen=order.frozen)
    return state.clock_state()


def faults_put(order: FaultsOrder) -> dict[str, Any]:
    book.replace(order.faults)
    return {"faults": state.faults_state()}


def fault_add(fault: Fault) -> dict[str, Any]:
    book.add(fault)
    return {"faults": state.faults_state()}


def event_post(order: EventOrder) -> dict[str, Any]:
    return services.event_send(
        kind=order.type, subject=order.subject, customer_id=order.customer_id, variant=order.variant
    )


def scenario_put(order: ScenarioOrder) -> dict[str, Any]:
    named = services.scenario_play(name=order.name, customer_id=order.customer_id, times=order.times)
    return {"name": named.name, "says": named.says}
