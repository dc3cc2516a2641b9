"""Pages of transactions read the customer's own notes, so every test here may use the database."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _notes(db: None) -> None:
    """See above."""
