"""Two customers and a way to sign them in over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from django.test import Client

from sandbox.auth import passwords
from sandbox.auth.models import Customer
from sandbox.auth.services import customer_create

PASSWORD = "demo-only-password"
FORM = "application/x-www-form-urlencoded"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="session", autouse=True)
def _cheap_argon2() -> Iterator[None]:
    """The algorithm stays, its cost goes: hundreds of sign-ins are made here."""
    real = passwords._hasher, passwords._NOBODY
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    passwords._NOBODY = passwords._hasher.hash("nobody has this password")
    yield
    passwords._hasher, passwords._NOBODY = real


@pytest.fixture
def elin(db: None) -> Customer:
    return customer_create(
        id="cus_elin",
        identifier="demo@selfcare.example",
        password=PASSWORD,
        display_name="Elin Sandberg",
        given_name="Elin",
        family_name="Sandberg",
        email="demo@selfcare.example",
        phone="+46701234512",
        timezone="Europe/Stockholm",
        country="SE",
    )


@pytest.fixture
def maja(db: None) -> Customer:
    return customer_create(
        id="cus_maja",
        identifier="maja@selfcare.example",
        password=PASSWORD,
        display_name="Maja",
        email="maja@selfcare.example",
        totp_secret=SECRET,
    )


def post(client: Client, path: str, document: object = None, **headers: str) -> Any:
    """POST JSON to the auth service."""
    return client.post(f"/auth/v1/{path}", document or {}, content_type="application/json", headers=headers)


def form(client: Client, path: str, **fields: str) -> Any:
    """POST a form to the auth service."""
    return client.post(f"/auth/v1/{path}", urlencode(fields), content_type=FORM)


def introspect(client: Client, token: str) -> Any:
    """Ask about a token as a service does."""
    headers = {"X-Service-Token": "localhost-service-token"}
    reply = client.post("/auth/v1/introspect", urlencode({"token": token}), content_type=FORM, headers=headers)
    return reply.json()


def start(client: Client, /, identifier: str = "demo@selfcare.example", password: str = PASSWORD, **more: Any) -> Any:
    """Begin a sign-in from an address of documentation (RFC 5737)."""
    given = {"ip": "192.0.2.7", "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", **more.pop("client", {})}
    asked = {"purpose": "login", "identifier": identifier, "password": password, "client": given, **more}
    return post(client, "authentications", asked)


def answer(client: Client, authentication: dict[str, Any], value: str) -> Any:
    """Answer the first open challenge."""
    [challenge] = authentication["challenges"]
    asked = {"challenge": challenge["id"], "method": challenge["method"], "value": value}
    return post(client, f"authentications/{authentication['id']}/answer", asked)


def bearer(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['access_token']}"}


@pytest.fixture
def token(client: Client, elin: Customer) -> dict[str, Any]:
    found: dict[str, Any] = start(client).json()["token"]
    return found
