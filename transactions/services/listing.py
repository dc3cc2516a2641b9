"""The one query object of the list: page, count, sums and file are all read by it, so they cannot disagree.

Whoever hears what a customer asks for (the page's form, the API's parameters, a saved view, an export's row) makes a
`TransactionFilter`, opens it here once, and reads with what that returns. No other module hands a customer's filter to
the payment service.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.paging import Page
from transactions.backends import payment_backend
from transactions.domain import SummaryList, Transaction, TransactionFilter, filter_names, filter_part, matches
from transactions.services.accounts import capability_map
from transactions.services.private import private_filter

EVERYTHING: Final = TransactionFilter()
LARGEST_PAGE: Final = 100  # the contract's
_FEATURES: Final = {"q": "transactions.search"}


class Listing(msgspec.Struct, frozen=True):
    """``asked`` is what the customer said; ``sent`` is what the payment service hears of it.

    ``kept`` is what it cannot apply and we do ourselves, row by row; only files, which read everything, have one.
    """

    asked: TransactionFilter
    sent: TransactionFilter
    kept: TransactionFilter = EVERYTHING

    @property
    def is_everything(self) -> bool:
        return self.sent == EVERYTHING

    @property
    def emulated(self) -> list[str]:
        """The names of the filters we apply ourselves."""
        return [name for name in filter_names(self.kept) if name != "or_ids"]

    def finds(self, rows: list[Transaction]) -> list[Transaction]:
        """Return those of the service's rows that were asked for."""
        return rows if self.kept == EVERYTHING else [row for row in rows if matches(row, self.kept)]

    def before(self, moment: datetime) -> Listing:
        """Return the same query for what began before the moment."""
        return msgspec.structs.replace(self, sent=msgspec.structs.replace(self.sent, to=moment))

    def only(self, statuses: tuple[str, ...]) -> Listing:
        """Return the same query for these statuses alone."""
        return msgspec.structs.replace(self, sent=msgspec.structs.replace(self.sent, status=statuses))


def listing_open(*, ctx: Context, where: TransactionFilter) -> Listing:
    """Return the query for what was asked. What is private is translated here, and nowhere else.

    It reads our database, so it runs in the request's own thread. Raises as `private_filter`.
    """
    return Listing(asked=where, sent=private_filter(ctx=ctx, where=where))


def listing_applied(*, ctx: Context, listing: Listing) -> Listing:
    """Return the query without the filters that the service does not apply natively: those are left to ``finds``.

    A service tells by ``transactions.search`` for words and by ``transactions.filter.NAME`` for any other; what it does
    not name it can do. An emulated search looks at its newest rows alone, and a file must not.
    """
    features = capability_map(ctx=ctx).value.features
    cannot = [
        name
        for name in filter_names(listing.sent)
        if (feature := features.get(_FEATURES.get(name, f"transactions.filter.{name}"))) and feature.level != "native"
    ]
    if not cannot:
        return listing
    kept = [*cannot, *(["or_ids"] if "q" in cannot else [])]
    able = [name for name in filter_names(listing.sent) if name not in kept]
    return msgspec.structs.replace(listing, sent=filter_part(listing.sent, able), kept=filter_part(listing.sent, kept))


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
