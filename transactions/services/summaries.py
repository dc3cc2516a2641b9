"""Sums of transactions: by week, by merchant, by type, or of all that a filter finds."""

from __future__ import annotations

from typing import Final, cast

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, SelfcareError, SignInRequired, UpstreamFailed
from selfcare.domain.paging import Page
from selfcare.parallel import gather
from selfcare.upstream.cache import Cached, Wanted
from transactions.backends import payment_backend
from transactions.domain import AWAITED, MOVED, SummaryList, Transaction, TransactionFilter
from transactions.services.accounts import capability_map
from transactions.services.listing import Listing, listing_open, listing_sums
from transactions.services.transactions import found_page

_FRESH: Final = 60
_NOT_OFFERED_FRESH: Final = 300


def summary_list(
    *, ctx: Context, where: TransactionFilter, by: str, top: int | None = None, tz: str | None = None
) -> SummaryList:
    """Sum what the filter finds, as `PaymentBackend.summary_list`. Raises CapabilityUnavailable when it cannot."""
    return _summed(ctx, listing_open(ctx=ctx, where=where), by=by, top=top, tz=tz)


def summary_wanted(
    *, ctx: Context, name: str, where: TransactionFilter, by: str, top: int | None = None, tz: str | None = None
) -> Wanted[SummaryList | None]:
    """Return the copy of sums; its value is None where the backend has none, which is then not asked for a while.

    The capabilities are not read first: the page waits for one call, not for two. Whatever else the backend answers
    but sums, save that the session ended, is an outage to the page.
    """

    def load() -> SummaryList | None:
        try:
            return payment_backend().summary_list(ctx, where, by=by, top=top, tz=tz)
        except CapabilityUnavailable:
            return None
        except (SignInRequired, UpstreamFailed):
            raise
        except SelfcareError as error:
            raise UpstreamFailed from error

    return Wanted(name, _fresh, cast("type[SummaryList | None]", SummaryList | None), load)


def _fresh(found: SummaryList | None) -> float:
    """A payment makes copies stale at once, so this only bounds what no event told."""
    return _FRESH if found else _NOT_OFFERED_FRESH


class Search(msgspec.Struct, frozen=True):
    """A page of what a filter finds, and what all of it comes to; None where that cannot be told."""

    page: Cached[Page[Transaction]]
    moved: SummaryList | None = None
    awaited: SummaryList | None = None


def transaction_search(*, ctx: Context, where: TransactionFilter, cursor: str | None = None) -> Search:
    """Return a page of what the filter finds; a first page comes with its count, what moved and what waits.

    All is asked for at once and by the same filter. Raises as `listing_open` and `transaction_page`.
    """
    listing = listing_open(ctx=ctx, where=where)
    if cursor is not None or listing.is_everything:
        return Search(found_page(ctx=ctx, listing=listing, cursor=cursor))
    return Search(
        *gather(
            lambda: found_page(ctx=ctx, listing=listing, total=True),
            lambda: _moved(ctx, listing),
            lambda: _total(ctx, listing, AWAITED),
        )
    )


def _moved(ctx: Context, listing: Listing) -> SummaryList | None:
    """Sum what counts in the balance: by the service's own rule, unless the filter names statuses."""
    return _total(ctx, listing, MOVED) if listing.sent.status else _sum(ctx, listing)


def _total(ctx: Context, listing: Listing, statuses: tuple[str, ...]) -> SummaryList | None:
    """Sum those of the statuses that the filter leaves; None when that cannot be told."""
    wanted = tuple(status for status in statuses if status in (listing.sent.status or statuses))
    return _sum(ctx, listing.only(wanted)) if wanted else SummaryList([])


def _sum(ctx: Context, listing: Listing) -> SummaryList | None:
    try:
        return _summed(ctx, listing, by="none")
    except SignInRequired:
        raise
    except SelfcareError:
        return None


def _summed(ctx: Context, listing: Listing, *, by: str, top: int | None = None, tz: str | None = None) -> SummaryList:
    if not capability_map(ctx=ctx).value.offers("summaries"):
        raise CapabilityUnavailable
    return listing_sums(ctx=ctx, listing=listing, by=by, top=top, tz=tz)
