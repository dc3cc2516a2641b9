"""Who asks an API view, taken from what the middleware found."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from selfcare.domain.customer import Customer
from selfcare.domain.errors import SignInRequired
from selfcare.http import AppRequest, marked


class CustomerAuthentication(BaseAuthentication):
    """The session's customer, as the middleware found them. CSRF was checked there too, signed in or not."""

    def authenticate(self, request: Request) -> tuple[Customer, None] | None:
        customer = app_request(request).customer
        return (customer, None) if customer else None

    def authenticate_header(self, _request: Request) -> str:
        return 'Session realm="selfcare"'


class SignedIn(BasePermission):
    """A signed-in customer, unless the view is marked ``public``."""

    def has_permission(self, request: Request, view: object) -> bool:
        if app_request(request).customer is None and not marked(type(view), "public"):
            raise SignInRequired
        return True


def app_request(request: Request | HttpRequest) -> AppRequest:
    """Return the request underneath DRF's wrapper, with what the middleware put on it."""
    return cast("AppRequest", getattr(request, "_request", request))
