"""The yardstick of files: PostgreSQL's own COPY of the same columns, passed on to a file as it comes.

Columns are typed as a ledger has them. Time is counted, for both ends of a COPY work at once: it means
something on a machine that has nothing else to do.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

import psycopg

from deploy.local.postgres import postgres_url
from tests.bench.pages import page_rows

_MONEY: Final = frozenset({"amount", "moved", "fee", "original_amount"})
_CLOCK: Final = frozenset({"time", "utc_offset"})  # an instant is one column


class Copying:
    """A table of ``rows`` rows that look as the bench's service tells them, one column for each of a file's."""

    def __init__(self, folder: Path, *, rows: int) -> None:
        from transactions.files.columns import COLUMNS  # needs Django's settings

        folder.chmod(0o755)  # the server runs as a user of its own
        self._path, self._rows = folder / "copied", rows
        self._connection = psycopg.connect(postgres_url(folder / "copying"), autocommit=True)
        names = [column.name for column in COLUMNS if column.name not in _CLOCK]
        kinds = ", ".join(f"{name} {_kind(name)}" for name in names)
        self._connection.execute(f"CREATE UNLOGGED TABLE day ({kinds})")
        self._connection.execute(f"CREATE UNLOGGED TABLE history ({kinds})")
        with self._connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO day VALUES ({', '.join(['%s'] * len(names))})", _cells())
            days = rows // (cursor.rowcount or 1)
            cursor.execute("INSERT INTO history SELECT day.* FROM generate_series(1, %s), day", [days])
            self._rows = cursor.rowcount
        self._connection.execute("VACUUM ANALYZE history")

    def seconds(self) -> float:
        """Return the seconds a row took, all of them copied once."""
        begin = time.perf_counter()
        statement = "COPY history TO STDOUT (FORMAT csv)"
        with self._path.open("wb") as out, self._connection.cursor() as cursor, cursor.copy(statement) as copied:
            for part in copied:
                out.write(part)
        return (time.perf_counter() - begin) / self._rows

    def close(self) -> None:
        self._connection.close()
        self._path.unlink(missing_ok=True)


def _kind(name: str) -> str:
    return "numeric(18, 2)" if name in _MONEY else "timestamptz" if name == "date" else "text"


def _cells() -> list[tuple[Any, ...]]:
    """Return a day's rows as a file has them."""
    import msgspec

    from transactions.domain import TableRow
    from transactions.files.columns import first_texts, last_texts, number_cells

    found = []
    for row in msgspec.convert(page_rows(), list[TableRow]):
        table = (row.created_at, *first_texts(row), *number_cells(row), *last_texts(row))
        found.append(tuple(cell or None for cell in table))
    return found
