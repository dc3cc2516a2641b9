"""Three personas: Elin owns what the builders make, Omar is another customer, a visitor is signed out."""

from __future__ import annotations

import time
from typing import Any, cast

from django.conf import settings
from django.test import Client, RequestFactory

from accounts.domain import Token
from selfcare.domain.customer import Contact, Customer, Preferences
from selfcare.http import AppRequest
from selfcare.sessions import store
from selfcare.sessions.begin import sign_in

ELIN = Customer(
    id="cus_elin",
    display_name="Elin Sandberg",
    given_name="Elin",
    family_name="Sandberg",
    email=Contact("demo@selfcare.example", verified=True),
    timezone="Europe/Stockholm",
    country="SE",
)
OMAR = Customer(id="cus_omar", display_name="Omar Haddad", given_name="Omar", timezone="Europe/Stockholm", country="SE")


def signed_in(customer: Customer = ELIN, *, access_token: str = "", **prefs: Any) -> Client:
    """A test client whose cookie is a real session of the customer; live services want a token of their own."""
    request = cast("AppRequest", RequestFactory().get("/"))
    request.session = store.SessionStore()
    request.request_id, request.client_ip, request.deadline = "req-people", "127.0.0.1", time.monotonic() + 8
    sign_in(request, _token(customer, access_token), customer, Preferences(**prefs))
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    return client


def cookie(client: Client) -> str:
    """The key of the client's session, as the browser holds it."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _token(customer: Customer, access_token: str) -> Token:
    return Token(
        access_token=access_token or f"access-{customer.id}",
        refresh_token=f"refresh-{customer.id}",
        expires_in=600,
        refresh_expires_in=86400,
        session_id=f"ses_{customer.id}",
        customer_id=customer.id,
    )
