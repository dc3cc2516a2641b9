"""Each test of signing in begins with an empty store: no sessions, no counts of tries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from selfcare.stores import sessions


@pytest.fixture(autouse=True)
def _empty_store() -> Iterator[None]:
    sessions().flushdb()
    yield
    sessions().flushdb()
