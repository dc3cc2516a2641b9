"""What every test here starts from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.views.saved import NOW


@pytest.fixture(autouse=True)
def clock(empty_stores: None) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/transactions", json=build.page([build.transaction()], total=7))
    upstream.on("GET", "/v1/summaries", json=build.summaries(build.summary("all", 0, 550005)))
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/refund-requests", json=build.page([]))
    upstream.on("GET", "/v1/disputes", json=build.page([]))
    return upstream
