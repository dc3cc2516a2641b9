"""One caller for the tests of the client, and the calls they make."""

from __future__ import annotations

from typing import Any

from selfcare.domain.context import Context
from selfcare.domain.money import Money
from selfcare.domain.paging import Page
from selfcare.upstream import Upstream, service
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from transactions.domain import Account, DepositOrder, Transaction

ACCOUNTS = "/payments/v1/accounts"
DEPOSITS = "/payments/v1/deposits"


def problem(code: str, **more: Any) -> dict[str, Any]:
    return {"type": f"https://selfcare.dev/problems/{code}", "code": code, "detail": "<b>theirs</b>", **more}


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


def list_accounts(client: Upstream | None = None, ctx: Context | None = None) -> Page[Account]:
    client = client or service("payments")
    return client.get(ctx or context(), "/v1/accounts", as_=Page[Account], doing="list accounts")


def create_deposit(client: Upstream | None = None, ctx: Context | None = None) -> Transaction:
    order = DepositOrder(account_id="acc_sek", amount=Money(50000, "SEK"), return_url="https://selfcare.example/")
    client = client or service("payments")
    return client.post(
        ctx or context(), "/v1/deposits", as_=Transaction, doing="create deposit", body=order, key="key-1"
    )


def earn_retries(upstream: FakeUpstream) -> None:
    """Have so many calls succeed that the client may repeat one."""
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account()]))
    for _ in range(10):
        list_accounts()
