"""Making a file of transactions: claimed for a lease, read page by page, added up as it goes, stored when it is done.

Small ones are made by `web` while the customer waits; what is larger, or meets a service that falters, is left to the
worker. A worker that dies leaves a row whose lease runs out, and the next one begins the file anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import structlog
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.paging import Page
from transactions.domain import NOT_CARRIED_OUT, Tally, Transaction, filter_names
from transactions.files.columns import OwnWords
from transactions.models import Export, ExportState
from transactions.models.exports import KEPT, UNFINISHED
from transactions.presenters.export_words import about_text, missing_sentence, reader_display
from transactions.services.export_camt import Covered, camt_check
from transactions.services.export_files import Draft, Facts, Made, about_rows, private_storage
from transactions.services.export_reading import PAUSES, Reader
from transactions.services.exports import export_tell, export_where
from transactions.services.listing import Listing, listing_applied, listing_open, listing_sums
from transactions.services.notes import note_texts
from transactions.status import FILTERS

SMALL: Final = 1000
"""Rows that `web` makes at once: ten pages of the service."""
LEASE: Final = timedelta(seconds=60)
LONGEST: Final = timedelta(hours=2)
MOST_ATTEMPTS: Final = 4  # one of them may have been web's
_PAGE_SECONDS: Final = 8.0
_STATUSES: Final = tuple(status for statuses in FILTERS.values() for status in statuses)
_log = structlog.get_logger("transactions.exports")


class _SupersededError(Exception):
    """Somebody stopped it, or another worker took over."""


class _LeftToWorkerError(Exception):
    """Too large, or too slow, for a request."""


def export_make(*, export_id: str) -> None:
    """Make the file, as the worker does: with patience. Safe to call at any time, by anyone."""
    export = Export.objects.filter(id=export_id, state__in=UNFINISHED, due_at__lte=timezone.now()).first()
    if export is None or not _claim(export):
        return
    if export.attempts > MOST_ATTEMPTS:
        _end(export, ExportState.FAILED, problem="not_finished")
        return
    making = _Making(export, lambda: _worker_context(export), pauses=PAUSES)
    try:
        making.run()
    except _SupersededError:
        _log.info("export_let_go", export=export.id, attempts=export.attempts)
    except errors.SelfcareError as error:
        _end(export, ExportState.FAILED, problem=error.problem, tries=making.tries)
    except OSError as error:
        _log.error("export_not_written", export=export.id, error=type(error).__name__)
        _end(export, ExportState.FAILED, problem="internal")


def export_make_now(*, ctx: Context, export: Export) -> None:
    """Make a small file while the customer waits; one that is not, or cannot be had at once, is left to the worker."""
    if not _claim(export):
        return
    try:
        _Making(export, lambda: ctx, most_rows=SMALL).run()
    except _SupersededError:
        pass
    except (_LeftToWorkerError, errors.UpstreamFailed, errors.RateLimited, OSError):
        _release(export)
    except errors.SelfcareError:
        _release(export)
        raise
    export.refresh_from_db()


class _Making:
    """One attempt. ``most_rows`` ends it when there are more; ``pauses`` is how patient it is with the service."""

    def __init__(
        self, export: Export, ctx: Callable[[], Context], *, pauses: tuple[int, ...] = (), most_rows: int | None = None
    ) -> None:
        self._export, self._ctx, self._pauses, self._most_rows = export, ctx, pauses, most_rows
        self._until = time.monotonic() + LONGEST.total_seconds()
        self._told = 0.0
        self._reader: Reader | None = None
        self._tally = Tally()
        self._times: tuple[datetime | None, datetime | None] = (None, None)
        self._first: Page[Transaction] | None = None

    @property
    def tries(self) -> int:
        return self._reader.tries if self._reader else 1

    def run(self) -> None:
        """Write the file and record it. Raises what ended it otherwise; nothing of it is kept then."""
        with override(self._export.language), Draft(self._export) as draft:
            listing = self._listing()
            if self._export.format == "camt053":
                camt_check(ctx=self._ctx())
            if listing:
                self._read(listing, draft)
            facts = self._facts()
            draft.balance(lambda: self._covered(facts))
            made = draft.keep(facts, sentence=self._sentence(facts), about=self._about(facts))
        self._record(made, facts)

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
        self._reader = Reader(ctx=self._ctx, listing=listing, zone=zone, pause=self._pause, pauses=self._pauses)
        for page in self._reader:
            if self._first is None:
                self._begin(page, listing)
            rows = listing.finds(page.data)
            draft.write(rows, self._notes(rows))
            self._count(rows)

    def _begin(self, page: Page[Transaction], listing: Listing) -> None:
        """Take from the first page what the file is told by: the time of reading, and how many rows there are."""
        self._first = page
        self._export.as_of = page.as_of
        if page.total is not None and not page.total_is_capped and not listing.emulated:
            self._export.expected = page.total
        elif self._most_rows is None and not listing.emulated:
            self._export.expected = self._summed(listing)
        if self._most_rows is not None and (page.total_is_capped or (page.total or 0) > self._most_rows):
            raise _LeftToWorkerError
        self._tell(force=True)

    def _summed(self, listing: Listing) -> int | None:
        """Count by the service's sums where its lists count no further; None where it cannot."""
        try:
            found = listing_sums(ctx=self._ctx(), listing=listing.only(listing.sent.status or _STATUSES), by="none")
        except errors.SelfcareError:
            return None
        return None if found.is_capped else sum(each.count for each in found.data)

    def _notes(self, rows: list[Transaction]) -> dict[str, OwnWords]:
        if not self._export.with_notes or not rows:
            return {}
        found = note_texts(customer_id=self._export.customer_id, transaction_ids=[row.id for row in rows])
        return {name: OwnWords(text.label, text.tags, text.note) for name, text in found.items()}

    def _count(self, rows: list[Transaction]) -> None:
        self._tally.add(rows)
        if rows:
            self._times = (self._times[0] or rows[0].created_at, rows[-1].created_at)
        if self._most_rows is not None and self._tally.rows > self._most_rows:
            raise _LeftToWorkerError
        self._tell()

    def _pause(self, seconds: float) -> None:
        self._tell(force=True)
        time.sleep(seconds)
        self._tell(force=True)

    def _tell(self, *, force: bool = False) -> None:
        """Write down how far it is, once a second, and hear whether it is still wanted."""
        now = time.monotonic()
        if not force and now - self._told < 1:
            return
        if now > self._until:
            raise errors.UpstreamTimeout
        self._told = now
        kept = _mine(self._export).update(
            rows=self._tally.rows,
            expected=self._export.expected,
            as_of=self._export.as_of,
            tries=self.tries,
            due_at=timezone.now() + LEASE,
            updated_at=timezone.now(),
        )
        if not kept:
            raise _SupersededError

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

    def _record(self, made: Made, facts: Facts) -> None:
        now = timezone.now()
        kept = _end(
            self._export,
            ExportState.INCOMPLETE if facts.gaps else ExportState.READY,
            rows=facts.rows,
            expected=facts.expected,
            emulated=self._export.emulated,
            sums=msgspec.to_builtins(facts.sums),
            missing=msgspec.to_builtins(facts.gaps),
            as_of=facts.as_of,
            tries=self.tries,
            expires_at=now + KEPT,
            stored=made.stored,
            file_name=made.name,
            size=made.size,
            sha256=made.sha256,
        )
        if not kept:
            private_storage().delete(made.stored)


def _mine(export: Export) -> Any:
    return Export.objects.filter(id=export.id, attempts=export.attempts, state=ExportState.RUNNING)


def _claim(export: Export) -> bool:
    """Take the export for one lease; False when somebody else was first."""
    now = timezone.now()
    free = Export.objects.filter(id=export.id, state__in=UNFINISHED, attempts=export.attempts)
    taken = {"state": ExportState.RUNNING, "due_at": now + LEASE, "started_at": now, "rows": 0, "updated_at": now}
    if not free.update(attempts=F("attempts") + 1, **taken):
        return False
    export.attempts += 1
    export.state, export.started_at = ExportState.RUNNING, now
    return True


def _release(export: Export) -> None:
    """Give back what `web` could not finish."""
    now = timezone.now()
    _mine(export).update(state=ExportState.QUEUED, rows=0, due_at=now, updated_at=now)


def _end(export: Export, state: ExportState, **values: Any) -> bool:
    """Write an attempt's end, unless it was stopped or a later attempt has begun."""
    now = timezone.now()
    kept = bool(_mine(export).update(state=state, finished_at=now, updated_at=now, **values))
    if kept:
        _log.info("export_ended", export=export.id, state=state.value, attempts=export.attempts)
        export_tell(export)
    return kept


def _worker_context(export: Export) -> Context:
    return Context(
        customer_id=export.customer_id,
        request_id=f"{export.id}.{export.attempts}",
        on_behalf=True,
        deadline=time.monotonic() + _PAGE_SECONDS,
    )
