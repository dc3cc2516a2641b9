"""Every test of refund requests happens on one day, about one payment whose merchant can be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, signed_in
from tests.transactions.requests import Service, refundable

NOW = "2026-11-19T13:06:00Z"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> Service:
    return Service(upstream, **refundable())


@pytest.fixture
def elin(service: Service) -> PageClient:
    return PageClient(signed_in(ELIN))
