"""What every test here starts from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.again.orders import MADE, NOW, PAID


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/instruments", json=build.page([build.instrument()]))
    upstream.on("GET", "/v1/merchants", json=build.page([build.merchant(), build.merchant(id="mch_2", name="Other")]))
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/transactions/tx_1", json=PAID)
    upstream.on("GET", "/v1/transactions/tx_1/events", json={"data": []})
    upstream.on("GET", "/v1/transactions/tx_new", json=MADE)
    upstream.on(
        "POST", "/v1/quotes", json=build.quote(type="payment", amount=build.money(6200), total=build.money(6200))
    )
    return upstream
