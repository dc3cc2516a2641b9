"""The client against a scripted service: headers, errors, ownership, retry, breaker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.paging import Page
from selfcare.upstream import service
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from transactions.domain import Account, DepositOrder, Transaction


def context(**changes: Any) -> Context:
    return Context(
        **{
            "customer_id": payments.CUSTOMER,
            "request_id": "req-1",
            "token": lambda: "access-1",
            "locale": "sv",
            **changes,
        }
    )


def list_accounts(ctx: Context | None = None) -> Page[Account]:
    return service("payments").get(ctx or context(), "/v1/accounts", as_=Page[Account], doing="list accounts")


def test_a_read_carries_the_headers_of_the_contract(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/payments/v1/accounts", json=payments.page([payments.account()]))

    found = list_accounts(context(client_ip="192.0.2.7", user_agent="Fox\r\nX-Evil: 1"))

    assert found.data[0].customer_id == payments.CUSTOMER
    (call,) = upstream.calls
    assert call.headers["authorization"] == "Bearer access-1"
    assert call.headers["x-request-id"] == "req-1"
    assert call.headers["accept-language"] == "sv"
    assert call.headers["accept-encoding"] == "identity"
    assert call.headers["x-forwarded-for"] == "192.0.2.7"
    assert call.headers["x-client-user-agent"] == "FoxX-Evil: 1"
    assert call.headers["traceparent"].count("-") == 3
    assert "x-evil" not in call.headers
    assert "cookie" not in call.headers
