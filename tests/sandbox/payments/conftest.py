from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from sandbox.payments.domain.ports import plugs
from tests.sandbox.payments.people import OTHER, OWNER, START, ScriptedBank

Answer = Any


class Caller:
    """Calls the payment service as one customer, in header mode."""

    def __init__(self, customer_id: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"X-Customer-Id": customer_id, "X-Service-Token": settings.SERVICE_TOKEN}

    def get(self, path: str, query: dict[str, Any] | str = "", **headers: str) -> Answer:
        if isinstance(query, str):
            return self.client.get(
                f"/payments{path}?{query}" if query else f"/payments{path}", headers=self.headers | headers
            )
        return self.client.get(f"/payments{path}", query, headers=self.headers | headers)

    def ids(self, query: dict[str, Any] | str = "") -> list[str]:
        answer = self.get("/v1/transactions", query)
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["data"]]

    def post(self, path: str, body: object, *, key: str | None = "key-1", **headers: str) -> Answer:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        named = {"Idempotency-Key": key} if key is not None else {}
        return self.client.post(
            f"/payments{path}", data, content_type="application/json", headers=self.headers | named | headers
        )


class Bearer(Caller):
    """Calls the payment service with an access token."""

    def __init__(self, token: str) -> None:
        super().__init__("")
        self.headers = {"Authorization": f"Bearer {token}"}


@pytest.fixture
def owner(db: None) -> Caller:
    return Caller(OWNER)


@pytest.fixture
def other(db: None) -> Caller:
    return Caller(OTHER)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> ScriptedBank:
    scripted = ScriptedBank()
    monkeypatch.setattr(plugs, "bank", lambda: scripted)
    return scripted


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that stands at START until the test moves it."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller
