"""Fixtures every feature's tests use: real servers (tests/services.py), scripted upstreams, three personas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.fake_upstream import FakeUpstream
    from tests.page import PageClient

# The sandbox is another Django project: its tests share this file but none of the product's modules.

# A busy machine is no mistake in the code: no property fails by the clock.
settings.register_profile("selfcare", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("selfcare")


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogues() -> None:
    """A fresh clone has no .mo files, and old ones would speak the language of an older day."""
    from django.conf import settings

    if settings.ROOT_URLCONF == "selfcare.urls":
        from selfcare.catalogues import ensure_compiled

        ensure_compiled()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The transaction around a test is idle whenever the test does something else, however loaded the machine is."""
    from django.db import connections

    for connection in connections.all():
        options = connection.settings_dict.get("OPTIONS", {})
        if "options" in options:
            options["options"] += " -c idle_in_transaction_session_timeout=0"  # the last one counts


@pytest.fixture
def upstream() -> Iterator[FakeUpstream]:
    """The scripted internal services; fails the test when a call came that nobody scripted."""
    from selfcare.upstream import reconnect
    from tests.fake_upstream import fake

    fake.reset()
    reconnect()  # The breaker of one test must not keep the calls of the next back.
    yield fake
    unexpected = fake.unexpected
    fake.reset()
    assert not unexpected, f"calls nobody scripted: {unexpected}"


@pytest.fixture
def empty_stores() -> Iterator[None]:
    """No session, no copy, no count and no version left of another test."""
    from selfcare.stores import sessions

    sessions().flushall()
    yield
    sessions().flushall()


@pytest.fixture
def elin(empty_stores: None) -> Client:
    """The owner, signed in."""
    from tests.people import signed_in

    return signed_in()


@pytest.fixture
def omar(empty_stores: None) -> Client:
    """Another customer, signed in."""
    from tests.people import OMAR, signed_in

    return signed_in(OMAR)


@pytest.fixture
def visitor(empty_stores: None) -> Client:
    """Somebody who is signed out."""
    return Client()


@pytest.fixture
def pages(elin: Client) -> PageClient:
    """The owner's browser: every page it gets is checked as HTML."""
    from tests.page import PageClient

    return PageClient(elin)
