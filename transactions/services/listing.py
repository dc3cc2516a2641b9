"""The one query object of the list: page, count, sums and file are all read by it, so they cannot disagree.

Whoever hears what a customer asks for (the page's form, the API's parameters, a saved view, an export's row) makes a
`TransactionFilter`, opens it here once, and reads with what that returns. No other module hands a customer's filter to
the payment service.

A call may name a hundred ids and no more, so what the customer's own words find is read in windows of time, one call
after the other (`transactions.domain.windows`). A page takes the first that fill it; a count or a sum takes them all,
or the newest `MOST_COUNTED` and says that it is capped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, cast

import msgspec
from django.utils.translation import gettext

from selfcare.domain.context import Context
from selfcare.domain.errors import BadRequest, FieldError
from selfcare.domain.paging import Page, PageInfo
from transactions.backends import payment_backend
from transactions.domain import (
    Limit,
    Mark,
    Place,
    Row,
    SummaryList,
    Transaction,
    TransactionFilter,
    Window,
    filter_names,
    filter_part,
    ids_within,
    matches,
    place_read,
    place_text,
    summaries_added,
    windows_of,
)
from transactions.services.accounts import capability_map
from transactions.services.private import private_find

EVERYTHING: Final = TransactionFilter()
LARGEST_PAGE: Final = 100  # the contract's
MOST_COUNTED: Final = 20
"""Windows that a count or a sum asks for: about two thousand labelled transactions."""
FILE_PAGE: Final = 500
"""Rows of a page when everything is read: as many as fit the largest answer at two kilobytes each."""
_OLDEST_FIRST: Final = "created_at"
_FEATURES: Final = {"q": "transactions.search"}
_UNTOLD: Final = frozenset({"instrument_id"})
"""Filters that we cannot apply: a row names what was paid with, not its id. They stay with the service, as in lists."""


class Listing(msgspec.Struct, frozen=True):
    """``asked`` is what the customer said; ``sent`` is what the payment service hears of it in every call.

    ``tagged`` and ``said`` are what the customer's own words find, newest first, of which `window_filter` names a part.
    ``kept`` is what the service cannot apply and we do ourselves, row by row; only files, which read everything, have
    one.
    """

    asked: TransactionFilter
    sent: TransactionFilter
    kept: TransactionFilter = EVERYTHING
    tagged: tuple[Mark, ...] | None = None
    said: tuple[Mark, ...] = ()

    @property
    def is_everything(self) -> bool:
        return self.sent == EVERYTHING and self.tagged is None

    @property
    def emulated(self) -> list[str]:
        """The names of the filters we apply ourselves."""
        return [name for name in filter_names(self.kept) if name != "or_ids"]

    @property
    def is_oldest_first(self) -> bool:
        return self.sent.sort == _OLDEST_FIRST

    def finds(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return those of the service's rows that were asked for. Rows for a table alone are read only when all are."""
        if self.kept == EVERYTHING:
            return rows
        return [row for row in cast("Sequence[Transaction]", rows) if matches(row, self.kept)]

    def before(self, moment: datetime) -> Listing:
        """Return the same query for what began before the moment."""
        return msgspec.structs.replace(self, sent=msgspec.structs.replace(self.sent, to=moment))

    def only(self, statuses: tuple[str, ...]) -> Listing:
        """Return the same query for these statuses alone."""
        return msgspec.structs.replace(self, sent=msgspec.structs.replace(self.sent, status=statuses))

    def windows(self) -> list[Window]:
        """Return the stretches of time to ask for, in the list's order; at least one."""
        found = windows_of(self.said if self.tagged is None else self.tagged)
        clipped = [each.within(*self.limits) for each in found]
        ordered = [each for each in clipped if not each.is_empty] or clipped[:1]
        return ordered[::-1] if self.is_oldest_first else ordered

    @property
    def limits(self) -> tuple[Limit | None, Limit | None]:
        """The days that were asked for, as limits."""
        begin, end = self.sent.from_, self.sent.to
        return Limit(begin) if begin else None, Limit(end) if end else None

    def window_filter(self, window: Window) -> TransactionFilter:
        """Return what the service hears of one window."""
        ids = None if self.tagged is None else ids_within(self.tagged, window)
        said = self.said if ids is None else [mark for mark in self.said if mark.id in set(ids)]
        return self._between(*window.times, ids=ids, or_ids=ids_within(said, window))

    def twice(self, windows: Sequence[Window]) -> list[TransactionFilter]:
        """Return what windows that share a millisecond each find there: all that the service's own words do.

        Ids alone are in one window each.
        """
        overlaps = [each.overlap for each in windows if each.overlap and self.tagged is None]
        return [self._between(*each, or_ids=()) for each in overlaps]

    def _between(
        self, begin: datetime | None, end: datetime | None, **ids: tuple[str, ...] | None
    ) -> TransactionFilter:
        """Return the filter of a stretch that a window's whole milliseconds may reach beyond."""
        first, last = self.sent.from_, self.sent.to
        begin, end = (max(begin, first) if begin and first else begin), (min(end, last) if end and last else end)
        return msgspec.structs.replace(self.sent, from_=begin, to=end, **ids)


def listing_open(*, ctx: Context, where: TransactionFilter) -> Listing:
    """Return the query for what was asked. What is private is looked up here, and nowhere else.

    It reads our database, so it runs in the request's own thread. Raises as `private_find`.
    """
    found = private_find(ctx=ctx, where=where)
    return Listing(asked=where, sent=found.where, tagged=found.tagged, said=found.said)


def listing_applied(*, ctx: Context, listing: Listing) -> Listing:
    """Return the query without the filters that the service does not apply natively: those are left to ``finds``.

    A service tells by ``transactions.search`` for words and by ``transactions.filter.NAME`` for any other; what it does
    not name it can do. An emulated search looks at its newest rows alone, and a file must not.
    """
    features = capability_map(ctx=ctx).value.features
    cannot = [
        name
        for name in filter_names(listing.sent)
        if name not in _UNTOLD
        and (feature := features.get(_FEATURES.get(name, f"transactions.filter.{name}")))
        and feature.level != "native"
    ]
    if not cannot:
        return listing
    able = filter_part(listing.sent, [name for name in filter_names(listing.sent) if name not in cannot])
    kept, said = filter_part(listing.sent, cannot), listing.said
    if "q" in cannot:
        kept, said = msgspec.structs.replace(kept, or_ids=tuple(mark.id for mark in said)), ()
    return msgspec.structs.replace(listing, sent=able, kept=kept, said=said)


def listing_page(
    *, ctx: Context, listing: Listing, limit: int, cursor: str | None = None, total: bool = False
) -> Page[Transaction]:
    """Return one page, newest first, with a count of all when asked.

    Raises as `PaymentBackend.transaction_list`, and BadRequest for a cursor of ours that was changed.
    """
    windows, place = listing.windows(), _place(cursor)
    if len(windows) == 1 and place.window == Window():
        sent = listing.window_filter(windows[0])
        return payment_backend().transaction_list(ctx, sent, limit=limit, cursor=place.cursor, total=total)
    page = _walked(ctx, listing, place, limit)
    return _counted(ctx, listing, windows, page) if total else page


def listing_rows(
    *, ctx: Context, listing: Listing, limit: int, cursor: str | None = None, total: bool = False
) -> Page[Row]:
    """Return the same page for a table of many rows: whole transactions only where own words or filters need them."""
    windows, place = listing.windows(), _place(cursor)
    if listing.kept == EVERYTHING and len(windows) == 1 and place.window == Window():
        sent = listing.window_filter(windows[0])
        return payment_backend().transaction_rows(ctx, sent, limit=limit, cursor=place.cursor, total=total)
    return listing_page(ctx=ctx, listing=listing, limit=limit, cursor=cursor, total=total)


def listing_page_size(*, ctx: Context) -> int:
    """Return how many rows a page holds when everything is read: what the service gives (``limits``), within ours."""
    offered = capability_map(ctx=ctx).value.limits.get("transactions_page", LARGEST_PAGE)
    return max(1, min(offered, FILE_PAGE))


def listing_sums(
    *, ctx: Context, listing: Listing, by: str, top: int | None = None, tz: str | None = None
) -> SummaryList:
    """Sum what the query finds. Raises as `PaymentBackend.summary_list`."""
    windows, backend = listing.windows(), payment_backend()
    if len(windows) == 1:
        return backend.summary_list(ctx, listing.window_filter(windows[0]), by=by, top=top, tz=tz)
    counted = windows[:MOST_COUNTED]
    found, twice = (
        [backend.summary_list(ctx, each, by=by, tz=tz) for each in filters]
        for filters in (map(listing.window_filter, counted), listing.twice(counted))
    )
    return summaries_added(found, less=twice, by=by, top=top, is_capped=len(windows) > MOST_COUNTED)


def _place(cursor: str | None) -> Place:
    try:
        return place_read(cursor)
    except ValueError as error:
        wrong = FieldError("cursor", "cursor", gettext("Start again from the first page."))
        raise BadRequest(fields=(wrong,)) from error


def _walked(ctx: Context, listing: Listing, place: Place, limit: int) -> Page[Transaction]:
    """Read on from the place, window by window, until the page is full and it is known whether there is more."""
    rows: list[Transaction] = []
    following, as_of = None, None
    for start in _way(listing, place):
        found, following, read_at = _read(ctx, listing, start, limit - len(rows))
        rows += found
        as_of = min(as_of or read_at, read_at)
        if following:
            break
    return Page(rows, PageInfo(limit, place_text(following) if following else None), as_of or datetime.now(UTC))


def _read(ctx: Context, listing: Listing, start: Place, limit: int) -> tuple[list[Transaction], Place | None, datetime]:
    """Return the window's next rows, where the rest of them begins if there may be any, and when they were read."""
    window, sent = start.window, listing.window_filter(start.window)
    rows: list[Transaction] = []
    here = following = start
    while True:
        left = limit - len(rows)
        probe = LARGEST_PAGE if window.is_cut else 1
        page = payment_backend().transaction_list(ctx, sent, limit=left or probe, cursor=here.cursor)
        found = [row for row in page.data if window.holds(row.created_at, row.id)]
        if found and not left:
            return rows, following, page.as_of
        rows += found
        if page.page.next_cursor is None:
            return rows, None, page.as_of
        here = Place(window, page.page.next_cursor)
        following = here if left else following
        if not window.is_cut:
            return rows, following, page.as_of


def _way(listing: Listing, place: Place) -> Iterator[Place]:
    """Yield the place, and every window after it."""
    begin, end = place.window.within(*listing.limits)
    if place.cursor is not None:
        yield Place(Window(begin, end), place.cursor)
        begin, end = end, begin  # where this one ends is where the rest begins
        if (begin if listing.is_oldest_first else end) is None:
            return
    rest = Window(begin, None) if listing.is_oldest_first else Window(None, end)
    left = (each.within(*rest) for each in listing.windows())
    yield from (Place(each) for each in left if not each.is_empty)


def _counted(ctx: Context, listing: Listing, windows: list[Window], page: Page[Transaction]) -> Page[Transaction]:
    """Return the page with the count of all windows; without one where the service counts none."""
    counted = windows[:MOST_COUNTED]
    counts, twice = (
        [payment_backend().transaction_list(ctx, each, limit=1, total=True) for each in filters]
        for filters in (map(listing.window_filter, counted), listing.twice(counted))
    )
    if any(each.total is None for each in (*counts, *twice)):
        return page
    total = sum(each.total or 0 for each in counts) - sum(each.total or 0 for each in twice)
    is_capped = len(windows) > MOST_COUNTED or any(each.total_is_capped for each in (*counts, *twice))
    return msgspec.structs.replace(page, total=total, total_is_capped=is_capped)
