"""The views Django calls when it refuses or fails (handler400 to handler500), and for a failed CSRF check."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from selfcare import logs
from selfcare.errors.answers import answer, respond
from selfcare.errors.table import of_code


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: also what is too large."""
    return respond(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    logs.security("authz_fail", path_known=request.resolver_match is not None)
    return respond(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return respond(request, exception)


def internal(request: HttpRequest, *_args: Any) -> HttpResponse:
    """handler500: Django has logged the exception by now."""
    return answer(request, of_code("internal"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW. The reason is for the log: it helps no honest visitor."""
    logs.security("malicious_csrf", reason=reason)
    return answer(request, of_code("csrf_failed"))


def method_not_allowed(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """Give Django's empty 405 its body, keeping Allow (RFC 9110, 15.5.6)."""
    response = answer(request, of_code("method_not_allowed"))
    response["Allow"] = refused["Allow"]
    return response


def unsupported_media_type(request: HttpRequest) -> HttpResponse:
    """Name the type that is read, as RFC 9110, 12.5.1 has it."""
    response = answer(request, of_code("unsupported_media_type"))
    response["Accept"] = "application/json"
    return response
