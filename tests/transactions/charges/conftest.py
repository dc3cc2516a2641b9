"""Every test of the charge finder happens on one day, with three payments of one amount."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.charges import LIST, NOW, film, game, game_refund


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", LIST, json=build.page([game(), film(), game_refund()]))
    return upstream
