"""Pages of any list in keyset order: what is asked for, where it goes on, and where it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sandbox.clock import rfc3339
from sandbox.payments.domain.cursor import Listing, Position, cursor_make, cursor_read
from sandbox.payments.domain.ports import plugs


class Listed(Protocol):
    """A row of a list in the order (created_at, id), or that of another time of its own."""

    @property
    def id(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


R = TypeVar("R", bound=Listed)


def page_make(
    *,
    customer_id: str,
    query: Listing,
    rows_at: Callable[[Position | None, int], list[R]],
    wire: Callable[[list[R]], list[dict[str, Any]]],
    at_of: Callable[[R], datetime] | None = None,
) -> dict[str, Any]:
    """Return one page of what ``rows_at`` finds from a position on, nearest to it first, and at most so many.

    ``at_of`` tells the time a list goes by that does not go by created_at.

    Raises Refused ``bad_request`` or ``cursor_mismatch`` for a cursor that does not fit.
    """
    at = cursor_read(plugs.cursor_key(), customer_id, query)
    rows = rows_at(at, query.limit + 1)
    more, rows = len(rows) > query.limit, rows[: query.limit]
    if at is not None and at.backwards:
        rows.reverse()
    places = [(at_of(row) if at_of else row.created_at, row.id) for row in rows]
    return {
        "data": wire(rows),
        "page": {"limit": query.limit, **_cursors(customer_id, query, at, places, more=more)},
        "as_of": rfc3339(plugs.now()),
    }


def _cursors(
    customer_id: str, query: Listing, at: Position | None, places: Sequence[tuple[datetime, str]], *, more: bool
) -> dict[str, str | None]:
    """Say where to go on. Going one way, the other way always holds at least the row the cursor stood at."""
    backwards = at is not None and at.backwards
    onward, back = (True, more) if backwards else (more, at is not None)
    return {
        "next_cursor": _cursor(customer_id, query, places, backwards=False) if onward else None,
        "prev_cursor": _cursor(customer_id, query, places, backwards=True) if back else None,
    }


def _cursor(customer_id: str, query: Listing, places: Sequence[tuple[datetime, str]], *, backwards: bool) -> str | None:
    if not places:
        return None
    at, id_ = places[0] if backwards else places[-1]
    return cursor_make(plugs.cursor_key(), customer_id, query, Position(at, id_, backwards))
