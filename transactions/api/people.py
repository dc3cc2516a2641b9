"""Who asks, for the API's views."""

from __future__ import annotations

from rest_framework.request import Request

from selfcare.api.access import app_request
from selfcare.domain.context import Context
from selfcare.domain.errors import SignInRequired


def context_of(request: Request) -> Context:
    """Return the signed-in customer's context. Raises SignInRequired when the session ended meanwhile."""
    ctx = app_request(request).ctx
    if ctx is None:
        raise SignInRequired
    return ctx
