"""Making a file of transactions: claimed for a lease, read page by page, added up as it goes, stored when it is done.

Small ones are made by `web` while the customer waits; what is larger, or meets a service that falters, is left to the
worker. A worker that dies leaves a row whose lease runs out, and the next one begins the file anew.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from django.utils import timezone
from django.utils.translation import override

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.paging import Page
from transactions.domain import NOT_CARRIED_OUT, Row, Tally, filter_names
from transactions.files.columns import OwnWords
from transactions.models import Export, ExportState
from transactions.models.exports import UNFINISHED
from transactions.presenters.export_words import about_text, missing_sentence, reader_display
from transactions.services.export_attempts import (
    MOST_ATTEMPTS,
    Attempt,
    LeavingError,
    SupersededError,
    claim,
    end,
    release,
    worker_context,
)
from transactions.services.export_camt import Covered, camt_check
from transactions.services.export_files import Draft, Facts, about_rows
from transactions.services.export_reading import PAUSES, Reader
from transactions.services.exports import export_statement, export_tell, export_where
from transactions.services.listing import Listing, listing_applied, listing_open, listing_sums
from transactions.services.notes import note_texts
from transactions.services.statement_making import StatementMaking
from transactions.status import FILTERS

SMALL: Final = 1000
"""Rows that `web` makes at once: ten of the contract's pages."""
_STATUSES: Final = tuple(status for statuses in FILTERS.values() for status in statuses)
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_log = structlog.get_logger("transactions.exports")


class _LeftToWorkerError(Exception):
    """Too large, or too slow, for a request."""


def export_make(*, export_id: str) -> None:
    """Make the file, as the worker does: with patience. Safe to call at any time, by anyone."""
    export = Export.objects.filter(id=export_id, state__in=UNFINISHED, due_at__lte=timezone.now()).first()
    if export is None or not claim(export):
        return
    if export.attempts > MOST_ATTEMPTS:
        end(export, ExportState.FAILED, problem="not_finished")
        return
    making = _making(export)
    try:
        making.run()
    except SupersededError:
        _log.info("export_let_go", export=export.id, attempts=export.attempts)
    except LeavingError:
        release(export, uncounted=True)
        export_tell(export)
    except errors.SelfcareError as error:
        end(export, ExportState.FAILED, problem=error.problem, tries=making.tries)
    except OSError as error:
        _log.error("export_not_written", export=export.id, error=type(error).__name__, errno=error.errno)
        end(export, ExportState.FAILED, problem="no_room" if error.errno in _FULL else "internal")


def export_make_now(*, ctx: Context, export: Export) -> None:
    """Make a small file while the customer waits; one that is not, or cannot be had at once, is left to the worker."""
    if not claim(export):
        return
    try:
        _Making(export, lambda: ctx, most_rows=SMALL).run()
    except SupersededError:
        pass
    except (_LeftToWorkerError, errors.UpstreamFailed, errors.RateLimited, OSError):
        release(export)
    except errors.SelfcareError:
        release(export)
        raise
    export.refresh_from_db()


def _making(export: Export) -> Attempt:
    def ctx() -> Context:
        return worker_context(export)

    of = export_statement(export)
    return StatementMaking(export, ctx, of=of, pauses=PAUSES) if of else _Making(export, ctx, pauses=PAUSES)


class _Making(Attempt):
    """One attempt. ``most_rows`` ends it when there are more; ``pauses`` is how patient it is with the service."""

    def __init__(
        self, export: Export, ctx: Callable[[], Context], *, pauses: tuple[int, ...] = (), most_rows: int | None = None
    ) -> None:
        super().__init__(export, ctx)
        self._pauses, self._most_rows = pauses, most_rows
        self._reader: Reader | None = None
        self._tally = Tally()
        self._times: tuple[datetime | None, datetime | None] = (None, None)
        self._first: Page[Row] | None = None

    @property
    def tries(self) -> int:
        return self._reader.tries if self._reader else 1

    @property
    def rows(self) -> int:
        return self._tally.rows

    def run(self) -> None:
        """Write the file and record it. Raises what ended it otherwise; nothing of it is kept then."""
        with override(self._export.language), Draft(self._export) as draft:
            listing = self._listing()
            if self._export.format == "camt053":
                camt_check(ctx=self._ctx())
            if listing:
                self._read(listing, draft)
            facts = self._facts()
            with self.closing():
                draft.balance(lambda: self._covered(facts))
                made = draft.keep(facts, sentence=self._sentence(facts), about=self._about(facts))
        self.record(made, facts)

    def _listing(self) -> Listing | None:
        """Return the query; None when what is asked for is all left out."""
        listing = listing_open(ctx=self._ctx(), where=export_where(self._export))
        if not self._export.with_failed:
            wanted = [each for each in listing.sent.status or _STATUSES if each not in NOT_CARRIED_OUT]
            if not wanted:
                return None
            listing = listing.only(tuple(wanted))
        return listing_applied(ctx=self._ctx(), listing=listing)

    def _read(self, listing: Listing, draft: Draft) -> None:
        zone = ZoneInfo(self._export.zone)
        self._export.emulated = listing.emulated
        self._reader = Reader(
            ctx=self._ctx, listing=listing, zone=zone, pause=self.pause, pauses=self._pauses,
            rest=self.rest if self._pauses else None, columns_only=draft.columns_only,
        )  # fmt: skip
        for page in self._reader:
            if self._first is None:
                self._begin(page, listing)
            rows = listing.finds(page.data)
            draft.write(rows, self._notes(rows))
            self._count(rows)

    def _begin(self, page: Page[Row], listing: Listing) -> None:
        """Take from the first page what the file is told by: the time of reading, and how many rows there are."""
        self._first = page
        self._export.as_of = page.as_of
        if page.total is not None and not page.total_is_capped and not listing.emulated:
            self._export.expected = page.total
        elif self._most_rows is None and not listing.emulated:
            self._export.expected = self._summed(listing)
        if self._most_rows is not None and (page.total_is_capped or (page.total or 0) > self._most_rows):
            raise _LeftToWorkerError
        self.tell(force=True)

    def _summed(self, listing: Listing) -> int | None:
        """Count by the service's sums where its lists count no further; None where it cannot."""
        try:
            found = listing_sums(ctx=self._ctx(), listing=listing.only(listing.sent.status or _STATUSES), by="none")
        except errors.SelfcareError:
            return None
        return None if found.is_capped else sum(each.count for each in found.data)

    def _notes(self, rows: Sequence[Row]) -> dict[str, OwnWords]:
        if not self._export.with_notes or not rows:
            return {}
        found = note_texts(customer_id=self._export.customer_id, transaction_ids=[row.id for row in rows])
        return {name: OwnWords(text.label, text.tags, text.note) for name, text in found.items()}

    def _count(self, rows: Sequence[Row]) -> None:
        self._tally.add(rows)
        if rows:
            self._times = (self._times[0] or rows[0].created_at, rows[-1].created_at)
        if self._most_rows is not None and self._tally.rows > self._most_rows:
            raise _LeftToWorkerError
        self.tell()

    def _facts(self) -> Facts:
        gaps = self._reader.gaps if self._reader else []
        newest, oldest = self._times
        export = self._export
        if gaps and export.format == "camt053":  # It has no line to say so in, and its balances would be wrong.
            raise errors.UpstreamFailed
        as_of = export.as_of or timezone.now()
        return Facts(self._tally.rows, self._tally.sums(), gaps, export.expected, as_of, newest, oldest)

    def _covered(self, facts: Facts) -> Covered:
        """Return what a bank's statements are of: the filter's own time, else from the first row to the reading."""
        export, where = self._export, export_where(self._export)
        is_part = bool(set(filter_names(where)) - {"from_", "to"}) or not export.with_failed
        note = about_text(where, reader_display(export)) if is_part else ""
        end = min(where.to, facts.as_of) if where.to else facts.as_of
        begin = where.from_ or facts.oldest or end
        return Covered(self._ctx(), export.number, export.owner, min(begin, end), end, ZoneInfo(export.zone), note)

    def _sentence(self, facts: Facts) -> str:
        return missing_sentence(facts.gaps, facts.rows, facts.expected, reader_display(self._export))

    def _about(self, facts: Facts) -> Any:
        asked = about_text(export_where(self._export), reader_display(self._export))
        return about_rows(facts, number=self._export.number, zone=self._export.zone, asked=asked)
