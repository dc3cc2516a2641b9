"""The sandbox's services, mounted by path in one process."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from sandbox.problems import as_problem, not_found, problem_response
from sandbox.status import status
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


urlpatterns = [
    path("healthz", route(GET=healthz)),
    path("status", route(GET=status)),
    path("auth/", include("sandbox.auth.urls")),
    path("payments/", include("sandbox.merchants.urls")),
    path("payments/", include("sandbox.payments.urls")),
    path("bank/", include("sandbox.bank.urls")),
    path("console", include("sandbox.console.urls")),
    path("outbox", include("sandbox.outbox.urls")),
    path("_sandbox", include("sandbox.control.urls")),
]
