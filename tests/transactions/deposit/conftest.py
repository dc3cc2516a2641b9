"""What every test of a deposit starts from."""

from __future__ import annotations

import pytest

from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import ELIN, signed_in
from tests.transactions.deposits import is_ready


@pytest.fixture
def elin(upstream: FakeUpstream) -> PageClient:
    is_ready(upstream)
    return PageClient(signed_in(ELIN))
