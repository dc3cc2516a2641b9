"""Every test of the transactions page happens at one moment, with a service of two accounts."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.listing import LIST, euro

NOW = "2026-11-19T13:05:31Z"


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    """A payment service with two accounts and a list of one coffee."""
    upstream.on("GET", "/v1/accounts", json=build.page([build.account(), euro()]))
    upstream.on("GET", LIST, json=build.page([build.transaction()]))
    upstream.on("GET", "/v1/summaries", json=build.summaries())
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/refund-requests", json=build.page([]))
    upstream.on("GET", "/v1/disputes", json=build.page([]))
    return upstream
