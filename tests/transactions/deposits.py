"""What the services answer while somebody deposits, and the steps every test of it takes."""

from __future__ import annotations

from typing import Any, Final

from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.page import Page, PageClient
from transactions.models import Intent

DEPOSITS: Final = "/payments/v1/deposits"
TRANSACTION: Final = "/payments/v1/transactions/tx_dep"
BANK: Final = "http://localhost:8100/bank/approve/trf_1?t=x"
RANGE: Final = {"currency": "SEK", "min": 5000, "max": 200000, "left": 200000, "window": "month"}
CARD: Final = payments.instrument(
    id="ins_card", kind="card", brand="Visa", label="Card ••4417", last4="4417", expiry="08/28", default=False,
    hint="Debit card", fee=payments.money(750),
)  # fmt: skip


def is_ready(upstream: FakeUpstream) -> None:
    """One account, a bank and a card to pay from, and everything a service can do."""
    has_accounts(upstream)
    upstream.on("GET", "/payments/v1/instruments", json=payments.page([payments.instrument(), CARD]))
    upstream.on("GET", "/payments/v1/capabilities", json=payments.capabilities())


def has_accounts(upstream: FakeUpstream, **changes: Any) -> None:
    upstream.on("GET", "/payments/v1/accounts", json=payments.page([payments.account(**changes)]))


def takes(upstream: FakeUpstream, **changes: Any) -> None:
    made = payments.deposit(**changes)
    upstream.on("POST", DEPOSITS, json=made, status=201)
    upstream.on("GET", TRANSACTION, json=made)


def review(client: PageClient, amount: str = "500", source: str = "ins_ostra") -> Page:
    """Walk to the review page as a browser without script does."""
    first = client.get("/deposit")
    asked = {**first.form(), "amount": amount}
    second = client.get("/deposit/method", asked)
    assert second.status == 200
    third = client.get("/deposit/review", {**second.form(), "from": source})
    assert third.status == 303
    return client.get(third.response["Location"])


def confirm(client: PageClient, page: Page | None = None, changes: dict[str, str] | None = None) -> Page:
    page = page or review(client)
    return client.post("/deposit/confirm", {**page.form("form[action='/deposit/confirm']"), **(changes or {})})


def state_of(client: PageClient) -> Page:
    return client.get(f"/deposit/{Intent.objects.get().id}")
