"""Making the file of a long statement, as the worker does: whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import override

from selfcare.domain.context import Context
from selfcare.domain.errors import RateLimited, UpstreamFailed
from selfcare.domain.paging import Page
from transactions.domain import Statement, StatementOf, Sum, Transaction, period_parse
from transactions.models import Export
from transactions.presenters.export_words import reader_display
from transactions.services.export_attempts import Attempt
from transactions.services.export_files import SUFFIXES, Facts, Scratch
from transactions.services.export_reading import pause_before
from transactions.services.statement_files import PDF_MOST, camt_write, check_length, file_name, pdf_of
from transactions.services.statements import (
    Ground,
    statement_get,
    statement_ground,
    statement_page,
    statement_rows_read,
)

_T = TypeVar("_T")


class StatementMaking(Attempt):
    """One attempt. What the service does not give after several tries ends it: half a statement is none."""

    def __init__(self, export: Export, ctx: Callable[[], Context], *, of: StatementOf, pauses: tuple[int, ...]) -> None:
        super().__init__(export, ctx)
        self._of, self._pauses = of, pauses
        self._tries = 1
        self._rows = 0

    @property
    def tries(self) -> int:
        return self._tries

    @property
    def rows(self) -> int:
        return self._rows

    def run(self) -> None:
        """Make and record the file.

        Raises InvalidInput for a PDF of more movements than can be drawn, StatementMismatch for figures that do not
        fit, UpstreamFailed, and SupersededError.
        """
        with override(self._export.language), Scratch(self._export) as scratch:
            ground = self._patient(self._ground)
            statement = self._patient(
                lambda: statement_get(ctx=self._ctx(), ground=ground, period=period_parse(self._of.period))
            )
            if self._export.format == "pdf":
                check_length(statement, PDF_MOST)
            self._begin(statement)
            self._write(scratch, ground, statement)
            self.tell(force=True)
            made = scratch.store(file_name(statement, SUFFIXES[self._export.format]))  # type: ignore[index]  # its choices
        self.record(made, _facts(statement, ground))

    def _ground(self) -> Ground:
        zone = ZoneInfo(self._export.zone)
        return statement_ground(ctx=self._ctx(), account_id=self._of.account_id, zone=zone)

    def _begin(self, statement: Statement) -> None:
        self._export.expected = statement.totals.count
        self._export.as_of = statement.end
        self.tell(force=True)

    def _write(self, scratch: Scratch, ground: Ground, statement: Statement) -> None:
        export, rows = self._export, self._read(statement)
        if export.format == "camt053":
            camt_write(scratch.out, ground, statement, rows, owner=export.owner)
            return
        movements, shown = list(rows), reader_display(export)
        with self.closing():
            made = pdf_of(
                statement, movements, customer_id=export.customer_id, owner=export.owner, display=shown, now=ground.now
            )
        scratch.out.write(made)

    def _read(self, statement: Statement) -> Iterator[Transaction]:
        def read(cursor: str | None) -> Page[Transaction]:
            page = self._patient(lambda: statement_page(ctx=self._ctx(), statement=statement, cursor=cursor))
            self._rows += len(page.data)
            self.tell()
            return page

        return statement_rows_read(statement=statement, read=read)

    def _patient(self, ask: Callable[[], _T]) -> _T:
        for number, pause in enumerate(self._pauses, start=1):
            self._tries = max(self._tries, number)
            try:
                return ask()
            except (UpstreamFailed, RateLimited) as error:
                self.pause(pause_before(pause, error))
        self._tries = len(self._pauses) + 1
        return ask()


def _facts(statement: Statement, ground: Ground) -> Facts:
    totals = statement.totals
    moved = Sum(statement.account.currency, totals.count_in, totals.in_, totals.count_out, totals.out)
    return Facts(totals.count, [moved] if totals.count else [], [], totals.count, ground.now, None, None)
