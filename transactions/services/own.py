"""What the list shows of a customer's own rows, as one copy in Redis: every page needs it, and it hardly ever changes.

Whoever writes such a row calls `mark_stale` after the commit. A copy that was being made meanwhile is of the generation
before, so every instance shows what was written right away. A change that Redis did not hear of is shown after
`_FRESH` seconds, and without Redis every page asks the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from selfcare.domain.context import Context
from selfcare.domain.errors import StoreUnavailable
from selfcare.upstream.cache import Wanted, cached_one
from transactions.domain import OwnRows, Transaction
from transactions.services.notes import note_labels, note_labels_newest, note_tags
from transactions.services.saved_views import view_list

_FRESH: Final = 60


def own_read(*, ctx: Context) -> OwnRows:
    """Return the customer's own rows; while the database is away, what was known last."""
    try:
        return cached_one(ctx, own_wanted(ctx=ctx)).value
    except StoreUnavailable:
        return OwnRows()


def own_wanted(*, ctx: Context) -> Wanted[OwnRows]:
    """Return the copy of the customer's own rows."""
    return Wanted("own", _FRESH, OwnRows, lambda: _load(ctx.customer_id))


def own_labels(*, ctx: Context, own: OwnRows, rows: Sequence[Transaction]) -> dict[str, str]:
    """Return labels by transaction, at least those of the rows; the database is asked for rows before the copy's."""
    before = [row.id for row in rows if own.older and row.created_at <= own.older]
    return {**own.labels, **note_labels(customer_id=ctx.customer_id, transaction_ids=before)} if before else own.labels


def _load(customer_id: str) -> OwnRows:
    labels, older = note_labels_newest(customer_id=customer_id)
    return OwnRows(
        views=view_list(customer_id=customer_id),
        tags=note_tags(customer_id=customer_id),
        labels=labels,
        older=older,
    )
