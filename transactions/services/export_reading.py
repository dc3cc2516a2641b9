"""Reading all that a query finds, page after page, from a service that may fall silent on the way.

What it does not give after several tries is stepped over to the month before and remembered as a gap: a file may lack a
month, but never without knowing it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from time import monotonic
from typing import Final

from selfcare.domain.context import Context
from selfcare.domain.errors import RateLimited, UpstreamFailed
from selfcare.domain.paging import Page
from transactions.domain import Gap, Row
from transactions.services.listing import LARGEST_PAGE, Listing, listing_page, listing_page_size, listing_rows

PAUSES: Final = (2, 8)
"""Seconds before the second and the third try of a page."""
_LONGEST_PAUSE: Final = 30
_LONGEST_REST: Final = 1.0


class Pace:
    """How long to leave a service alone after a page: as long as that took beyond twice the quickest so far.

    A service with nothing else to do is read as fast as it answers; one that others wait for too is asked half as
    often, at the least.
    """

    def __init__(self) -> None:
        self._quickest = math.inf

    def rest(self, took: float) -> float:
        """Return the seconds to wait after a page that took so many."""
        self._quickest = min(self._quickest, took)
        return min(max(0.0, took - 2 * self._quickest), _LONGEST_REST)


class Reader:
    """One way through a query, newest first. ``gaps`` and ``tries`` tell afterwards how it went.

    ``ctx`` gives the context of each call; ``pause`` waits so many seconds, and may raise to end the reading; ``rest``
    is the short wait between two pages, None for who is waited for. With ``columns_only`` rows hold what a table shows.
    Pages are as large as the service gives them, until one fails: what is too much for it at once may still be had in
    the contract's own.
    """

    def __init__(
        self,
        *,
        ctx: Callable[[], Context],
        listing: Listing,
        zone: tzinfo,
        pause: Callable[[float], None],
        rest: Callable[[float], object] | None = None,
        pauses: tuple[int, ...] = PAUSES,
        columns_only: bool = False,
    ) -> None:
        self._ctx, self._listing, self._zone = ctx, listing, zone
        self._pause, self._pauses, self._rest = pause, pauses, rest
        self._pace = Pace()
        self._page = listing_rows if columns_only else listing_page
        self._limit: int | None = None
        self._last: datetime | None = None
        self.gaps: list[Gap] = []
        self.tries = 1

    def __iter__(self) -> Iterator[Page[Row]]:
        """Yield pages; the first one carries the service's count. Raises UpstreamFailed when there is not even one."""
        cursor: str | None = None
        while True:
            begun = monotonic()
            page = self._tried(cursor)
            seconds = self._pace.rest(monotonic() - begun)
            if page is None:
                page, cursor = self._stepped_over(), None
                if page is None:
                    return
            self._check(page, cursor)
            yield page
            cursor = page.page.next_cursor
            if cursor is None:
                return
            if self._rest and seconds:
                self._rest(seconds)

    def _tried(self, cursor: str | None) -> Page[Row] | None:
        """Return a page, asked for several times if need be; None when some are read already and this one fails."""
        for number, pause in enumerate((*self._pauses, None), start=1):
            self.tries = max(self.tries, number)
            try:
                return self._asked(cursor)
            except (UpstreamFailed, RateLimited) as error:
                self._limit = min(self._limit or LARGEST_PAGE, LARGEST_PAGE)
                if pause is not None:
                    self._pause(pause_before(pause, error))
                elif self._last is None:
                    raise UpstreamFailed from error
        return None

    def _asked(self, cursor: str | None) -> Page[Row]:
        is_first = self._last is None and cursor is None
        ctx = self._ctx()
        self._limit = self._limit or listing_page_size(ctx=ctx)
        return self._page(ctx=ctx, listing=self._listing, limit=self._limit, cursor=cursor, total=is_first)

    def _stepped_over(self) -> Page[Row] | None:
        """Go on with the month before the one that failed, and note the gap; None when nothing older can be had."""
        end = self._last
        assert end is not None  # noqa: S101  # only read pages lead here
        first = self._listing.sent.from_
        begin = _month_begin(end, self._zone)
        if first is None or begin > first:
            self._listing = self._listing.before(begin)
            with suppress(UpstreamFailed, RateLimited):
                page = self._asked(None)
                self.gaps.append(Gap(begin, end))
                return page
        self.gaps.append(Gap(first, end))
        return None

    def _check(self, page: Page[Row], cursor: str | None) -> None:
        """Raise UpstreamFailed for a service that leads in circles: rows that grow younger, or a cursor twice."""
        times = [row.created_at for row in page.data]
        newest = self._last or (times[0] if times else datetime.max.replace(tzinfo=UTC))
        if any(later > earlier for earlier, later in zip([newest, *times], times, strict=False)):
            raise UpstreamFailed
        if page.page.next_cursor is not None and (page.page.next_cursor == cursor or not times):
            raise UpstreamFailed
        self._last = times[-1] if times else self._last


def pause_before(usual: float, error: UpstreamFailed | RateLimited) -> float:
    """Return how long to wait before the next try: longer when the service asks for it, and never too long."""
    return min(max(usual, error.retry_after or 0), _LONGEST_PAUSE)


def _month_begin(moment: datetime, zone: tzinfo) -> datetime:
    here = moment.astimezone(zone)
    return here.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)
