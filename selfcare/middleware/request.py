"""An id, an address, a time budget and a first language for each request; its log line and its figures at the end."""

from __future__ import annotations

import re
import secrets
import time
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from structlog.contextvars import bind_contextvars, clear_contextvars

from selfcare import health, logs, metrics
from selfcare.http import AppRequest
from selfcare.middleware.headers import GetResponse

BUDGET_SECONDS: Final = 8.0
LANGUAGE_COOKIE: Final = "selfcare_lang"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestMiddleware:
    """Everything about a request that needs neither its session nor its view."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AppRequest) -> HttpResponseBase:
        began = time.monotonic()
        request.request_id = request_id(request)
        request.client_ip = client_ip(request)
        request.deadline = began + BUDGET_SECONDS
        request.customer, request.ctx, request.version = None, None, 0
        clear_contextvars()
        bind_contextvars(request_id=request.request_id)
        translation.activate(visitor_language(request))
        response = health.answer(request) or self.get_response(request)
        response["X-Request-Id"] = request.request_id
        _record(request, response, time.monotonic() - began)
        clear_contextvars()  # what the server itself says next is about another request
        return response


def request_id(request: HttpRequest) -> str:
    """Return the trusted proxy's X-Request-Id when it is a plain word of at most 64 characters, else a new id."""
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(10)


def client_ip(request: HttpRequest) -> str:
    """Return the end user's address: what the outermost of our own proxies saw, never what the client claims."""
    hops = settings.TRUSTED_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")] if hops else []
    address: str = seen[-hops] if len(seen) >= hops > 0 else request.META.get("REMOTE_ADDR", "")
    return address[:64]


def visitor_language(request: HttpRequest) -> str:
    """Return the language of a signed-out visitor: the one they chose, else their browser's (RFC 9110, 12.5.4)."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen and chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)


def route_name(request: HttpRequest) -> str:
    """Return the name of the matched route, never its address: addresses hold ids and searches."""
    match = request.resolver_match
    return (match.view_name or match.route or "unnamed") if match else "none"


def _record(request: AppRequest, response: HttpResponseBase, seconds: float) -> None:
    method = request.method if request.method in _KNOWN_METHODS else "other"
    route, status = route_name(request), response.status_code
    if route == "none" and status < 400:  # noqa: PLR2004  # static files and health checks would drown the rest
        return
    metrics.REQUESTS.labels(route, method, str(status)).observe(seconds)
    person = logs.person(request.customer.id) if request.customer else None
    logs.log.info("request", route=route, method=method, status=status, ms=round(seconds * 1000, 1), person=person)
