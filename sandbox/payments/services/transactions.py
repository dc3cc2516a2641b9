"""Reading transactions: pages in keyset order, one, and its history."""

from __future__ import annotations

from typing import Any, Final

from sandbox.clock import rfc3339
from sandbox.payments.domain.cursor import Position, cursor_make, cursor_read
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.filters import ListQuery
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import step_wire, transaction_wire

MOST_COUNTED: Final = 10_000


def transaction_get(*, customer_id: str, transaction_id: str) -> Transaction:
    """Return one transaction; raise Refused ``not_found`` for what is absent or another customer's."""
    tx = plugs.store().transaction_get(customer_id, transaction_id)
    if tx is None:
        raise Refused("not_found", "There is no such resource.")
    return tx


def transaction_events(*, customer_id: str, transaction_id: str) -> list[dict[str, Any]]:
    """Return a transaction's Event resources, oldest first; raise Refused ``not_found`` as `transaction_get`."""
    tx = transaction_get(customer_id=customer_id, transaction_id=transaction_id)
    return [step_wire(step) for step in plugs.store().step_list(tx.id)]


def transaction_list(*, customer_id: str, query: ListQuery) -> dict[str, Any]:
    """Return one page. Raises Refused ``bad_request`` or ``cursor_mismatch`` for a cursor that does not fit."""
    at = cursor_read(plugs.cursor_key(), customer_id, query)
    rows = plugs.store().transaction_page(
        customer_id, query.where, at, oldest_first=query.oldest_first, count=query.limit + 1
    )
    more, rows = len(rows) > query.limit, rows[: query.limit]
    if at is not None and at.backwards:
        rows.reverse()
    page = {
        "data": [transaction_wire(tx) for tx in rows],
        "page": {"limit": query.limit, **_cursors(customer_id, query, at, rows, more=more)},
        "as_of": rfc3339(plugs.now()),
    }
    return page | (_total(customer_id, query) if query.total else {})


def _cursors(
    customer_id: str, query: ListQuery, at: Position | None, rows: list[Transaction], *, more: bool
) -> dict[str, str | None]:
    """Say where to go on. Going one way, the other way always holds at least the row the cursor stood at."""
    backwards = at is not None and at.backwards
    onward, back = (True, more) if backwards else (more, at is not None)
    return {
        "next_cursor": _cursor(customer_id, query, rows, backwards=False) if onward else None,
        "prev_cursor": _cursor(customer_id, query, rows, backwards=True) if back else None,
    }


def _cursor(customer_id: str, query: ListQuery, rows: list[Transaction], *, backwards: bool) -> str | None:
    if not rows:
        return None
    row = rows[0] if backwards else rows[-1]
    return cursor_make(plugs.cursor_key(), customer_id, query, Position(row.created_at, row.id, backwards))


def _total(customer_id: str, query: ListQuery) -> dict[str, Any]:
    found = plugs.store().transaction_count(customer_id, query.where, cap=MOST_COUNTED + 1)
    return {"total": min(found, MOST_COUNTED), "total_is_capped": found > MOST_COUNTED}
