"""Two merchants with keys, a customer with money, and callers that speak for either side."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sandbox.auth.services import customer_create
from sandbox.merchants import services
from sandbox.merchants.domain.orders import MerchantOrder
from sandbox.payments.models import Account
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OTHER, OWNER, account_make

Answer = Any
CARD = {"number": "4242424242424242", "cvv": "123", "exp": "12/40", "holder": "Ada Ek"}
_keys = itertools.count(1)


class Shop:
    """Calls the merchant API with a merchant's key."""

    def __init__(self, name: str, acquirer: Any = "piggybank") -> None:
        made = services.merchant_create(order=MerchantOrder(name=name, acquirer=acquirer))
        self.id: str = made["id"]
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {made['key']}"}

    def get(self, path: str, query: dict[str, Any] | None = None) -> Answer:
        return self.client.get(f"/payments/v1/merchant{path}", query or {}, headers=self.headers)

    def send(self, method: str, path: str, body: object, **headers: str) -> Answer:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.generic(
            method,
            f"/payments/v1/merchant{path}",
            data,
            content_type="application/json",
            headers=self.headers | headers,
        )

    def post(self, path: str, body: object, *, key: str | None = None) -> Answer:
        return self.send("POST", path, body, **{"Idempotency-Key": key or f"key-{next(_keys)}"})

    def ask(self, value: int = 64_000, **fields: Any) -> Answer:
        amount = {"value": value, "currency": "SEK"}
        return self.post("/payments", {"amount": amount, "customer_id": OWNER, "reference": "NI-1"} | fields)


@pytest.fixture
def wallet(db: None) -> Account:
    customer_create(
        id=OWNER, identifier="owner@x.example", password="x" * 12, display_name="Ada", email="owner@x.example"
    )
    customer_create(
        id=OTHER, identifier="other@x.example", password="x" * 12, display_name="Bo", email="other@x.example"
    )
    return account_make(opening=1_000_000)


@pytest.fixture
def shop(wallet: Account) -> Shop:
    return Shop("Norrbo Interiör")


@pytest.fixture
def rival(wallet: Account) -> Shop:
    return Shop("Rival")


@pytest.fixture
def operator(db: None) -> dict[str, str]:
    return {"X-Service-Token": settings.SERVICE_TOKEN}


@pytest.fixture
def customer(wallet: Account) -> Caller:
    return Caller(OWNER)


def approve(customer: Caller, payment_id: str, decision: str = "approve") -> Any:
    """Do what the customer does: follow next_action and press the button of the bank's page."""
    url = customer.get(f"/v1/transactions/{payment_id}").json()["next_action"]["url"]
    path, _, token = url.removeprefix("http://localhost:8100").partition("?t=")
    return Client().post(path, {"t": token, "decision": decision})
