"""The sandbox's tests run as their own process: DJANGO_SETTINGS_MODULE=sandbox.settings pytest tests/sandbox.

SQLite in a temporary file by default (a memory database cannot show what 20 threads do); PostgreSQL when
SANDBOX_DATABASE_URL names one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from tests.sandbox.recorder import recording


@pytest.fixture(autouse=True)
def _as_the_contract_says(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold every exchange of every test against deploy/contracts: answers, carried out requests, events."""
    with recording() as differences:
        yield
    assert bool(differences) == bool(request.node.get_closest_marker("another_version")), differences


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put SQLite's test database into a file of this run."""
    default = connections.settings["default"]
    if default["ENGINE"].endswith("sqlite3"):
        file: Path = tmp_path_factory.mktemp("sandbox") / "test.sqlite3"
        default.setdefault("TEST", {})["NAME"] = str(file)
