"""Control for programs: JSON in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from sandbox.control import commands, state
from sandbox.control.access import controlled
from sandbox.control.shapes import ClockOrder, EventOrder, FaultsOrder, ScenarioOrder
from sandbox.web import View, body, json_response, no_query

T = TypeVar("T")


def _shows(read: Callable[[], Any]) -> View:
    @controlled
    def view(request: HttpRequest) -> HttpResponse:
        no_query(request)
        return json_response(read())

    return view


def _takes(shape: type[T], command: Callable[[T], Any]) -> View:
    @controlled
    def view(request: HttpRequest) -> HttpResponse:
        no_query(request)
        return json_response(command(body(request, shape)))

    return view


@controlled
def reset(request: HttpRequest) -> HttpResponse:
    """Back to the demo data; takes no body."""
    no_query(request)
    return json_response(commands.reset())


clock_get = _shows(state.clock_state)
clock_put = _takes(ClockOrder, commands.clock_put)
faults_get = _shows(lambda: {"faults": state.faults_state()})
faults_put = _takes(FaultsOrder, commands.faults_put)
scenarios_get = _shows(state.scenarios_state)
scenarios_put = _takes(ScenarioOrder, commands.scenario_put)
events_post = _takes(EventOrder, commands.event_post)
