"""Pages of transactions read the customer's own notes, so every test here may use the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfcare.domain.context import Context
from tests.people import ELIN


@pytest.fixture(autouse=True)
def _notes(db: None) -> None:
    """See above."""


@pytest.fixture
def files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for files; no attempt may leave a scratch file in it. The worker waits for nobody."""
    from transactions.services import export_making

    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.FILES_DIR, settings.STORAGES = str(tmp_path), {**settings.STORAGES, "private": private}
    monkeypatch.setattr(export_making, "PAUSES", (0, 0))
    yield tmp_path
    assert not list(tmp_path.glob("scratch/*")), "scratch files were left"


@pytest.fixture
def elin_context() -> Context:
    """Elin as a page's view knows her."""
    return Context(customer_id=ELIN.id, request_id="test", token=lambda: "access-elin")
