"""Closed by default: a view without the ``public`` mark needs a signed-in customer. Domain errors become answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from selfcare import errors
from selfcare.domain.errors import SelfcareError, SignInRequired
from selfcare.errors import handlers
from selfcare.http import AppRequest, marked
from selfcare.middleware.headers import GetResponse
from selfcare.middleware.session import POLL_HEADER


class GuardMiddleware:
    """The last one before the view."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AppRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return handlers.method_not_allowed(request, response)
        return response

    def process_view(
        self, request: AppRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Send signed-out visitors to sign in; note that a signed-in person is there."""
        if request.customer is None:
            return None if marked(view, "public") else errors.respond(request, SignInRequired())
        if POLL_HEADER not in request.META and not marked(view, "polled"):
            request.session.touch()
        return None

    def process_exception(self, request: AppRequest, error: Exception) -> HttpResponseBase | None:
        """Answer expected failures; anything else is for handler500."""
        return errors.respond(request, error) if isinstance(error, SelfcareError) else None
