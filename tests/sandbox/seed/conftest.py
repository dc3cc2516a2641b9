from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from sandbox.seed import load

ZONE = ZoneInfo("Europe/Stockholm")
THE_DAY = datetime(2026, 11, 19, 14, 5, 12, tzinfo=ZONE)


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo data as of the design's Thursday, for a whole module; what a test changes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert load(THE_DAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once: None, db: None) -> datetime:
    return THE_DAY
