"""What every test here starts from."""

from __future__ import annotations

import pytest

from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, signed_in
from tests.transactions.withdrawals import (
    Services,
)  # fmt: skip


@pytest.fixture
def services(upstream: FakeUpstream) -> Services:
    return Services(upstream)


@pytest.fixture
def elin(services: Services) -> PageClient:
    return PageClient(signed_in(ELIN))
