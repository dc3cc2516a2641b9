"""Rate limits in one place, after the request's person is known and before its view runs.

Calls of a session are counted in the same trip to Redis that reads it; only a search, an order of money and a
visitor without a session cost a second one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase

from selfcare import errors, logs
from selfcare.api.operations import declaration
from selfcare.domain.errors import RateLimited
from selfcare.http import AppRequest, is_api
from selfcare.limits import network
from selfcare.middleware.headers import GetResponse
from selfcare.rates import CALLS, VISITORS, Rate, Use, headers, rate_use, refuse_excess


class LimitsMiddleware:
    """Count, refuse with 429, and tell every API answer's reader how much is left."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AppRequest) -> HttpResponseBase:
        request.uses = []
        if not is_api(request):
            return self.get_response(request)
        request.uses.append(_call(request))
        response = _refusal(request) or self.get_response(request)
        for name, value in headers(request.uses).items():
            response[name] = value
        return response

    def process_view(
        self, request: AppRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Count the rate that the view, or the API method, is marked with."""
        rate = _marked_rate(request, view)
        if rate is None or not _counts(request, rate):
            return None
        request.uses.append(rate_use(rate, _whose(request, rate)))
        return _refusal(request)


def _call(request: AppRequest) -> Use:
    """Return what this call came to: the session's count, or the network's when there is no session."""
    counted = request.session.counted
    return Use(CALLS, *counted) if counted else rate_use(VISITORS, network(request.client_ip))


def _refusal(request: AppRequest) -> HttpResponseBase | None:
    try:
        refuse_excess(request.uses)
    except RateLimited as error:
        over = [use.rate.name for use in request.uses if use.used > use.rate.limit]
        logs.security("excess_rate_limit_exceeded", limit=over[0])
        return errors.respond(request, error)
    return None


def _marked_rate(request: AppRequest, view: Any) -> Rate | None:
    """Return the rate of an API method's declaration, or the mark of a page's view."""
    declared = declaration(getattr(view, "cls", None), str(request.method))
    rate: Rate | None = declared.rate if declared else getattr(view, "rate", None)
    return rate


def _counts(request: AppRequest, rate: Rate) -> bool:
    """Tell whether this request is a use of the rate at all."""
    return (not rate.parameter or bool(request.GET.get(rate.parameter))) and rate.method in {"", request.method}


def _whose(request: AppRequest, rate: Rate) -> str:
    if rate.whose == "customer" and request.customer:
        return request.customer.id
    return request.session.digest or network(request.client_ip)
