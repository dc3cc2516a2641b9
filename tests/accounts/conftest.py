"""Each test of signing in begins with an empty store: no sessions, no counts of tries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from selfcare.catalogues import ensure_compiled
from selfcare.stores import sessions


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogues() -> None:
    """The Swedish pages are tested too; catalogues are compiled, never committed."""
    ensure_compiled()


@pytest.fixture(autouse=True)
def _empty_store() -> Iterator[None]:
    sessions().flushdb()
    yield
    sessions().flushdb()
