"""Control for people: one page, without scripts. Each form posts to its own address and leads back here (303)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sandbox.control import commands, state
from sandbox.control.access import controlled
from sandbox.control.domain.faults import SAYS, Fault
from sandbox.control.services import SCENARIOS, Variant
from sandbox.control.shapes import ClockOrder, EventOrder, FaultsOrder, ScenarioOrder
from sandbox.problems import Problem
from sandbox.web import View, form, json_response, no_query, query

T = TypeVar("T")

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_DONE = {
    "reset": "The demo data is as on the first day. Everybody is signed out.",
    "clock": "The clock is set.",
    "fault": "The fault is waiting for its calls.",
    "faults": "Nothing goes wrong any more.",
    "scenario": "The scenario is set.",
    "event": "The event was sent.",
}


class _Shown(msgspec.Struct):
    """Which form was just used, and for an event what the hook answered."""

    done: str = ""
    answer: str = ""


class _Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A form without fields."""


@controlled
def overview(request: HttpRequest) -> HttpResponse:
    """The state and a form for each order; JSON for programs that ask for it."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        no_query(request)
        return json_response(state.state())
    shown = query(request, _Shown)
    return _page(request, done=_DONE.get(shown.done, ""), answer=shown.answer)


@controlled
def stylesheet(_request: HttpRequest) -> HttpResponse:
    """The page's one stylesheet."""
    return HttpResponse(_css(), content_type="text/css; charset=utf-8")


def _takes(name: str, shape: type[T], command: Callable[[T], dict[str, Any]]) -> View:
    @controlled
    def view(request: HttpRequest) -> HttpResponse:
        try:
            answered = command(form(request, shape, blank_is_absent=True))
        except Problem as problem:
            return _page(request, wrong=problem.detail, status=problem.status)
        heard = ",".join(str(one) for one in answered.get("answers", ()))
        where = f"/_sandbox?done={name}" + (f"&answer={heard}" if heard else "")
        return HttpResponse(status=303, headers={"Location": where})

    return view


def _page(request: HttpRequest, *, status: int = 200, **shown: str) -> HttpResponse:
    choices = {"kinds": SAYS, "variants": [str(one) for one in Variant], "names": SCENARIOS}
    response = render(request, "control/page.html", {**state.state(), **choices, **shown}, status=status)
    for name, value in _HEADERS.items():
        response[name] = value
    return response


@cache
def _css() -> bytes:
    return (Path(__file__).parents[1] / "control.css").read_bytes()


def _none_left(_order: _Nothing) -> dict[str, Any]:
    return commands.faults_put(FaultsOrder(faults=[]))


reset_form = _takes("reset", _Nothing, commands.reset)
clock_form = _takes("clock", ClockOrder, commands.clock_put)
fault_form = _takes("fault", Fault, commands.fault_add)
faults_clear_form = _takes("faults", _Nothing, _none_left)
scenario_form = _takes("scenario", ScenarioOrder, commands.scenario_put)
event_form = _takes("event", EventOrder, commands.event_post)
