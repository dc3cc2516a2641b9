"""Searching a customer's own words without sending them: what they find becomes ids, and only ids go to the service."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import Final

import msgspec
from django.db.models import QuerySet

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, StoreUnavailable, UpstreamFailed
from selfcare.stores import database_errors
from transactions.domain import TransactionFilter
from transactions.models import Note
from transactions.services.accounts import capability_map

MOST_IDS: Final = 100
_FEATURE: Final = "transactions.ids"
_LONGEST_IDS: Final = 4000  # of an address that servers still take


def private_filter(*, ctx: Context, where: TransactionFilter) -> TransactionFilter:
    """Return the filter with the customer's own words turned into ids; list, sums and files all ask through it.

    A tag becomes ``ids``; what ``q`` finds in labels, notes and tags becomes ``or_ids``, of the newest transactions
    first, a hundred at most. Raises CapabilityUnavailable for a tag where the service cannot be asked for ids, and
    StoreUnavailable for one while our database is away; a search goes on without private words then.
    """
    if where.tag is None and where.q is None:
        return where
    if where.tag is not None:
        if not capability_map(ctx=ctx).value.offers(_FEATURE):
            raise CapabilityUnavailable
        where = msgspec.structs.replace(where, tag=None, ids=_tagged(ctx.customer_id, where.tag))
    if where.q is not None and where.ids != ():
        where = msgspec.structs.replace(where, or_ids=_said(ctx, where.q))
    return where


@database_errors()
def _tagged(customer_id: str, tag: str) -> tuple[str, ...]:
    return _newest(Note.objects.filter(customer_id=customer_id, tags__key=tag.casefold()))


def _said(ctx: Context, text: str) -> tuple[str, ...]:
    """Return what the words find; none where the service or our database cannot say, for the search goes on without."""
    try:
        if not capability_map(ctx=ctx).value.offers(_FEATURE):
            return ()
        with database_errors():
            return _newest(Note.objects.filter(customer_id=ctx.customer_id, search__contains=text.casefold()))
    except (StoreUnavailable, UpstreamFailed):
        return ()


def _newest(notes: QuerySet[Note]) -> tuple[str, ...]:
    found = notes.order_by("-transaction_at").values_list("transaction_id", flat=True)[:MOST_IDS]
    return tuple(_short(found))


def _short(ids: Iterable[str]) -> Iterable[str]:
    known = list(ids)
    lengths = accumulate(len(each) + 3 for each in known)  # a comma is three signs in an address
    return (each for each, length in zip(known, lengths, strict=True) if length <= _LONGEST_IDS)
