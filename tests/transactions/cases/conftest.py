"""Every test of cases happens on the design's own day; most with Elin's four cases of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.cases import NOW, bare, fjallbanken, kronhamn, lagershop, ljus


@pytest.fixture(autouse=True)
def moment(empty_stores: None) -> Iterator[time_machine.Traveller]:
    """The day, which a test may move on from."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    """Elin's four cases of the design, and the payment three of them are about."""
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/instruments", json=build.page([build.instrument()]))
    upstream.on("GET", "/v1/transactions/tx_1", json=build.transaction())
    upstream.on("GET", "/v1/disputes", json=build.page([bare(kronhamn()), bare(fjallbanken()), bare(lagershop())]))
    upstream.on("GET", "/v1/refund-requests", json=build.page([bare(ljus())]))
    for case in (kronhamn(), fjallbanken(), lagershop()):
        upstream.on("GET", f"/v1/disputes/{case['id']}", json=case)
    upstream.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus())
    return upstream
