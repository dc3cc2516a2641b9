"""One attempt at a file: claimed for a lease, telling how far it is, and recorded only while it is still wanted."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import msgspec
import structlog
from django.db import DatabaseError, connections
from django.db.models import F
from django.utils import timezone

from selfcare.domain import errors
from selfcare.domain.context import Context
from transactions.models import Export, ExportState
from transactions.models.exports import KEPT, UNFINISHED
from transactions.services.export_files import Facts, Made, files_delete, private_storage
from transactions.services.exports import export_tell

LEASE: Final = timedelta(seconds=60)
CLOSING: Final = timedelta(minutes=10)
"""How long the lease is held for what tells nothing: a PDF that is drawn, a workbook that is put together."""
BEAT: Final = 15.0
LONGEST: Final = timedelta(hours=2)
MOST_ATTEMPTS: Final = 4  # one of them may have been web's
_PAGE_SECONDS: Final = 8.0
_log = structlog.get_logger("transactions.exports")


class SupersededError(Exception):
    """Somebody stopped it, or another worker took over."""


class LeavingError(Exception):
    """This process is to end: the file is begun anew by another one, at once and not when the lease runs out."""


_leaving: Final = threading.Event()


def leave() -> None:
    """Have every attempt of this process let go of its file at the next page."""
    _leaving.set()


class Attempt(ABC):
    """What every kind of file shares. ``ctx`` gives the context of each call; `run` writes the file and records it."""

    def __init__(self, export: Export, ctx: Callable[[], Context]) -> None:
        self._export, self._ctx = export, ctx
        self._until = time.monotonic() + LONGEST.total_seconds()
        self._told = 0.0

    @property
    @abstractmethod
    def tries(self) -> int:
        """How often the most stubborn page was asked for."""

    @property
    @abstractmethod
    def rows(self) -> int:
        """How many rows are written so far."""

    @abstractmethod
    def run(self) -> None:
        """Make the file. Raises what ended it otherwise; nothing of it is kept then."""

    def pause(self, seconds: float) -> None:
        self.tell(force=True)
        _leaving.wait(seconds)
        self.tell(force=True)

    def rest(self, seconds: float) -> None:
        """Leave the service alone for a moment; at TERM not even that long."""
        _leaving.wait(seconds)

    @contextmanager
    def closing(self) -> Iterator[None]:
        """Hold the lease from a thread while nothing can be told; a process that dies lets go of it as usual.

        Raises as `tell`, before it begins.
        """
        self.tell(force=True)
        done = threading.Event()
        holder = threading.Thread(target=_hold, args=(self._export, done), name="export-lease", daemon=True)
        holder.start()
        try:
            yield
        finally:
            done.set()
            holder.join()

    def tell(self, *, force: bool = False) -> None:
        """Write down how far it is, once a second, and hear whether it is still wanted.

        Nobody else may take it for a lease from here on. Raises SupersededError when it is not wanted, LeavingError,
        and UpstreamTimeout for what takes too long.
        """
        if _leaving.is_set():
            raise LeavingError
        now = time.monotonic()
        if not force and now - self._told < 1:
            return
        if now > self._until:
            raise errors.UpstreamTimeout
        self._told = now
        kept = mine(self._export).update(
            rows=self.rows,
            expected=self._export.expected,
            as_of=self._export.as_of,
            tries=self.tries,
            due_at=timezone.now() + LEASE,
            updated_at=timezone.now(),
        )
        if not kept:
            raise SupersededError

    def record(self, made: Made, facts: Facts) -> None:
        now = timezone.now()
        kept = end(
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


def _hold(export: Export, done: threading.Event) -> None:
    """Renew the lease until it is done; what takes longer than CLOSING hangs, and is left to another process."""
    until = time.monotonic() + CLOSING.total_seconds()
    try:
        while not done.wait(BEAT) and time.monotonic() < until:
            try:
                mine(export).update(due_at=timezone.now() + LEASE, updated_at=timezone.now())
            except DatabaseError as error:  # the next beat comes before the lease is over
                _log.warning("lease_not_renewed", export=export.id, error=type(error).__name__)
    finally:
        connections.close_all()


def mine(export: Export) -> Any:
    return Export.objects.filter(id=export.id, attempts=export.attempts, state=ExportState.RUNNING)


def claim(export: Export) -> bool:
    """Take the export for one lease; False when somebody else was first."""
    now = timezone.now()
    free = Export.objects.filter(id=export.id, state__in=UNFINISHED, attempts=export.attempts)
    taken = {"state": ExportState.RUNNING, "due_at": now + LEASE, "started_at": now, "rows": 0, "updated_at": now}
    if not free.update(attempts=F("attempts") + 1, **taken):
        return False
    files_delete(export)  # of attempts before this one
    export.attempts += 1
    export.state, export.started_at = ExportState.RUNNING, now
    return True


def release(export: Export, *, uncounted: bool = False) -> None:
    """Give back what could not be finished here; ``uncounted`` when the file was not at fault."""
    now = timezone.now()
    attempts = export.attempts - int(uncounted)
    mine(export).update(state=ExportState.QUEUED, attempts=attempts, rows=0, due_at=now, updated_at=now)


def end(export: Export, state: ExportState, **values: Any) -> bool:
    """Write an attempt's end, unless it was stopped or a later attempt has begun."""
    now = timezone.now()
    kept = bool(mine(export).update(state=state, finished_at=now, updated_at=now, **values))
    if kept:
        _log.info("export_ended", export=export.id, state=state.value, attempts=export.attempts)
        export_tell(export)
    return kept


def worker_context(export: Export) -> Context:
    return Context(
        customer_id=export.customer_id,
        request_id=f"{export.id}.{export.attempts}",
        on_behalf=True,
        deadline=time.monotonic() + _PAGE_SECONDS,
    )
