"""The sandbox's services, mounted by path in one process."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from sandbox.problems import as_problem, not_found, problem_response
from sandbox.web import json_response, no_query, route


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    no_query(request)
    return json_response({"status": "ok"})


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a malformed request."""
    return problem_response(request, as_problem(exception, request))


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer a path that no service has."""
    return problem_response(request, not_found())


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer a failure outside any view."""
    return problem_response(request, as_problem(RuntimeError("failure outside a view"), request))


_ROOT = Path(__file__).resolve().parent

urlpatterns = [
    path("healthz", route(GET=healthz)),
    path("auth/", include("sandbox.auth.urls")),
    path("outbox", include("sandbox.outbox.urls")),
    *(
        path(f"{room}/", include(f"sandbox.{room}.urls"))
        for room in ("payments", "bank")
        if (_ROOT / room / "urls.py").exists()
    ),
]
