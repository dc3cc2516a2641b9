"""What there is to put into a file, counted before anybody waits for it."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import SelfcareError, SignInRequired, UpstreamFailed
from selfcare.domain.paging import Page
from selfcare.parallel import gather
from transactions.domain import Format, Transaction, TransactionFilter
from transactions.services.accounts import capability_map
from transactions.services.export_camt import FEATURE
from transactions.services.listing import EVERYTHING, Listing, listing_open, listing_page


class Count(msgspec.Struct, frozen=True):
    """How many rows, more than that when capped; None where nobody could say."""

    rows: int | None = None
    is_capped: bool = False


class ExportChoices(msgspec.Struct, frozen=True):
    """``shown`` is what the filter finds, ``all`` all there is, ``first`` when the oldest of it began."""

    shown: Count
    all: Count
    first: datetime | None


def export_choices(*, ctx: Context, where: TransactionFilter) -> ExportChoices:
    """Count what can be asked for. A service that is away or cannot count leaves the figures out."""
    shown, everything = (listing_open(ctx=ctx, where=each) for each in (where, EVERYTHING))
    oldest = Listing(asked=EVERYTHING, sent=TransactionFilter(sort="created_at"))
    counted, whole, first = gather(lambda: _one(ctx, shown), lambda: _one(ctx, everything), lambda: _one(ctx, oldest))
    return ExportChoices(_count(counted), _count(whole), first.data[0].created_at if first and first.data else None)


def export_formats(*, ctx: Context) -> tuple[Format, ...]:
    """Return the formats that can be made; a bank's needs balances of the past, which not every service has."""
    formats = get_args(Format)
    try:
        has_balances = capability_map(ctx=ctx).value.offers(FEATURE)
    except UpstreamFailed:
        has_balances = True  # The worker asks again.
    return tuple(each for each in formats if has_balances or each != "camt053")


def _one(ctx: Context, listing: Listing) -> Page[Transaction] | None:
    try:
        return listing_page(ctx=ctx, listing=listing, limit=1, total=True)
    except SignInRequired:
        raise
    except SelfcareError:
        return None


def _count(page: Page[Transaction] | None) -> Count:
    return Count(page.total, page.total_is_capped) if page else Count()
