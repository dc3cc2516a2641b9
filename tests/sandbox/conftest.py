"""The sandbox's tests run as their own process: DJANGO_SETTINGS_MODULE=sandbox.settings pytest tests/sandbox.

SQLite in a temporary file by default (a memory database cannot show what 20 threads do); PostgreSQL when
SANDBOX_DATABASE_URL names one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connections


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put SQLite's test database into a file of this run."""
    default = connections.settings["default"]
    if default["ENGINE"].endswith("sqlite3"):
        file: Path = tmp_path_factory.mktemp("sandbox") / "test.sqlite3"
        default.setdefault("TEST", {})["NAME"] = str(file)
