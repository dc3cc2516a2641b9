"""Searching a customer's own words without sending them: what they find is known here, only ids go to the service."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec
from django.db.models import QuerySet

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, StoreUnavailable, UpstreamFailed
from selfcare.stores import database_errors
from transactions.domain import Mark, TransactionFilter
from transactions.models import Note
from transactions.services.accounts import capability_map

_FEATURE: Final = "transactions.ids"


class Private(NamedTuple):
    """A filter without the customer's own words, and what those find, newest first.

    ``tagged`` is all that carries the tag, None where no tag was asked for; ``said`` is what the words of ``q`` find.
    """

    where: TransactionFilter
    tagged: tuple[Mark, ...] | None = None
    said: tuple[Mark, ...] = ()


def private_find(*, ctx: Context, where: TransactionFilter) -> Private:
    """Find what the customer's own words say. List, sums and files all ask through it.

    Raises CapabilityUnavailable for a tag where the service cannot be asked for ids, and StoreUnavailable for one while
    our database is away; a search goes on without private words then.
    """
    tagged = None
    if where.tag is not None:
        if not capability_map(ctx=ctx).value.offers(_FEATURE):
            raise CapabilityUnavailable
        tagged = _tagged(ctx.customer_id, where.tag)
    said = _said(ctx, where.q) if where.q is not None and tagged != () else ()
    return Private(msgspec.structs.replace(where, tag=None), tagged, said)


@database_errors()
def _tagged(customer_id: str, tag: str) -> tuple[Mark, ...]:
    return _marks(Note.objects.filter(customer_id=customer_id, tags__key=tag.casefold()))


def _said(ctx: Context, text: str) -> tuple[Mark, ...]:
    """Return what the words find; none where the service or our database cannot say, for the search goes on without."""
    try:
        if not capability_map(ctx=ctx).value.offers(_FEATURE):
            return ()
        with database_errors():
            return _marks(Note.objects.filter(customer_id=ctx.customer_id, search__contains=text.casefold()))
    except (StoreUnavailable, UpstreamFailed):
        return ()


def _marks(notes: QuerySet[Note]) -> tuple[Mark, ...]:
    found = notes.order_by("-transaction_at", "-transaction_id").values_list("transaction_at", "transaction_id")
    return tuple(Mark(*each) for each in found)
