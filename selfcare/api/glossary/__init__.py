"""What each member of the API means, with a value as it looks: one table for schema, examples and the docs page.

A name means the same wherever it stands, so most rows are a bare name; ``Struct.name`` is for the few that differ. The
values fit together: they tell of one customer who deposited 1 000 kronor. One module per stem.
"""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary import (
    cases,
    charges,
    disputes,
    exports,
    money,
    payments,
    people,
    protocol,
    receipts,
    refunds,
    saved_views,
    statements,
    transactions,
)
from selfcare.api.glossary.row import NONE_GIVEN, Row

_TABLES: Final = (
    cases.ROWS,
    charges.ROWS,
    disputes.ROWS,
    exports.ROWS,
    money.ROWS,
    payments.ROWS,
    people.ROWS,
    protocol.ROWS,
    receipts.ROWS,
    refunds.ROWS,
    saved_views.ROWS,
    statements.ROWS,
    transactions.ROWS,
)
GLOSSARY: Final[dict[str, Row]] = {name: row for table in _TABLES for name, row in table.items()}
assert len(GLOSSARY) == sum(map(len, _TABLES)), "a name is explained twice"  # noqa: S101  # at import, before any answer

__all__ = ["GLOSSARY", "NONE_GIVEN", "row"]


def row(struct: str, name: str) -> Row | None:
    """Return what a member means and a value; None for one that nobody has explained yet."""
    return GLOSSARY.get(f"{struct}.{name}") or GLOSSARY.get(name)
