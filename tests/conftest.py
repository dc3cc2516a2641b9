"""Fixtures every feature's tests use: real servers (tests/services.py), scripted upstreams, three personas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.fake_upstream import FakeUpstream
    from tests.page import PageClient


@pytest.fixture
def upstream() -> Iterator[FakeUpstream]:
    """The scripted internal services; fails the test when a call came that nobody scripted."""
    from selfcare.upstream import reconnect  # neither is for the sandbox's own tests
    from tests.fake_upstream import fake

    fake.reset()
    reconnect()  # The breaker of one test must not keep the calls of the next back.
    yield fake
    unexpected = fake.unexpected
    fake.reset()
    assert not unexpected, f"calls nobody scripted: {unexpected}"


@pytest.fixture
def pages(client: Client) -> PageClient:
    """The strict page client for a signed-out visitor; ``PageClient(somebody)`` makes one for another persona."""
    from tests.page import PageClient

    return PageClient(client)
