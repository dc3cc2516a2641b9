"""Whether a search for words has an index. PostgreSQL has a trigram index where its extension could be installed
(migration 0004); SQLite has none, so there a search looks through a customer's newest 100,000 transactions."""

from __future__ import annotations

from functools import cache

from django.db import connection

INDEX = "tx_search"


@cache
def search_is_indexed() -> bool:
    """Ask the database once."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [INDEX])
        return bool(cursor.fetchone()[0])
