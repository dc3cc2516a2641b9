"""The one query object of the list: page, count, sums and file are all read by it, so they cannot disagree.

Whoever hears what a customer asks for (the page's form, the API's parameters, a saved view, an export's row) makes a
`TransactionFilter`, opens it here once, and reads with what that returns. No other module hands a customer's filter to
the payment service.
"""

from __future__ import annotations

from typing import Final

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.paging import Page
from transactions.backends import payment_backend
from transactions.domain import SummaryList, Transaction, TransactionFilter
from transactions.services.private import private_filter

EVERYTHING: Final = TransactionFilter()
LARGEST_PAGE: Final = 100  # the contract's


class Listing(msgspec.Struct, frozen=True):
    """``asked`` is what the customer said; ``sent`` is what the payment service hears of it."""

    asked: TransactionFilter
    sent: TransactionFilter

    emulated: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        return self.sent == EVERYTHING

    def only(self, statuses: tuple[str, ...]) -> Listing:
        """Return the same query for these statuses alone."""
        return msgspec.structs.replace(self, sent=msgspec.structs.replace(self.sent, status=statuses))


def listing_open(*, ctx: Context, where: TransactionFilter) -> Listing:
    """Return the query for what was asked. What is private is translated here, and nowhere else.

    It reads our database, so it runs in the request's own thread. Raises as `private_filter`.
    """
    return Listing(asked=where, sent=private_filter(ctx=ctx, where=where))


def listing_page(
    *, ctx: Context, listing: Listing, limit: int, cursor: str | None = None, total: bool = False
) -> Page[Transaction]:
    """Return one page, newest first, with a count of all when asked. Raises as `PaymentBackend.transaction_list`."""
    return payment_backend().transaction_list(ctx, listing.sent, limit=limit, cursor=cursor, total=total)


def listing_sums(
    *, ctx: Context, listing: Listing, by: str, top: int | None = None, tz: str | None = None
) -> SummaryList:
    """Sum what the query finds. Raises as `PaymentBackend.summary_list`."""
    return payment_backend().summary_list(ctx, listing.sent, by=by, top=top, tz=tz)
