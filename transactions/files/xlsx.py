"""Excel workbooks (ECMA-376): amounts and times are real numbers and dates, every other cell is a string.

Rows go to disk as they come (XlsxWriter's constant memory). XlsxWriter is told to take no text for a formula, a link
or a number. The first sheet, About, is written last: it says what the others hold and, first of all, what they lack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

import xlsxwriter
from django.utils.translation import gettext
from xlsxwriter.exceptions import FileCreateError

from selfcare.domain.money import Money, exponent
from transactions.domain import MOVED, Transaction
from transactions.files.clock import ZoneClock
from transactions.files.columns import OwnWords, columns, first_texts, last_texts, own_cells, signed
from transactions.files.text import plain
from transactions.status import status_of

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_048_576  # of one sheet, the heading among them
_LONGEST: Final = 32_767
_WIDTHS: Final = {"counterparty": 28, "description": 28, "date": 12, "status": 16, "amount": 14, "note": 40}
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
About = Sequence[tuple[str, str | int | Money]]


class XlsxFile:
    """Writes a workbook to ``out``, in the language that is active; parts wait in ``scratch`` until `finish`."""

    def __init__(self, out: BinaryIO, *, zone: tzinfo, scratch: Path, with_notes: bool = False) -> None:
        self._zone, self._clock, self._with_notes = zone, ZoneClock(zone), with_notes
        self._book = xlsxwriter.Workbook(out, {**_OPTIONS, "tmpdir": str(scratch)})
        self._about = self._book.add_worksheet(gettext("About"))
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = self._book.add_format({"num_format": "hh:mm:ss"})
        self._amounts: dict[str, Any] = {}
        self._sheets = 0
        self._begin_sheet()

    def write(self, rows: Sequence[Transaction], notes: Mapping[str, OwnWords]) -> None:
        for row in rows:
            if self._row == MOST_ROWS:
                self._begin_sheet()
            self._write_row(row, notes)
            self._row += 1

    def finish(self, about: About) -> None:
        """Write what the workbook is about and close it: only now is there a file. Raises OSError without room."""
        self._about.set_column(0, 0, 32)
        self._about.set_column(1, 1, 64)
        for line, (term, value) in enumerate(about):
            self._about.write_string(line, 0, plain(term), self._bold)
            if isinstance(value, Money):
                self._about.write_number(line, 1, value.decimal, self._amount(value.currency))
            elif isinstance(value, int):
                self._about.write_number(line, 1, value)
            else:
                self._about.write_string(line, 1, plain(value)[:_LONGEST])
        try:
            self._book.close()
        except FileCreateError as error:  # The library's own name for an OSError, which is what callers expect.
            raise error.args[0] from error

    def _begin_sheet(self) -> None:
        self._sheets += 1
        name = gettext("Transactions")
        self._sheet = self._book.add_worksheet(name if self._sheets == 1 else f"{name} {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        if self._sheets == 1:
            self._sheet.activate()
        for place, column in enumerate(columns(with_notes=self._with_notes)):
            self._sheet.set_column(place, place, _WIDTHS.get(column.name, 14))
            self._sheet.write_string(0, place, gettext(column.heading), self._bold)
        self._row = 1

    def _write_row(self, row: Transaction, notes: Mapping[str, OwnWords]) -> None:
        kind, _status, who, about = first_texts(row)
        own = own_cells(row, notes) if self._with_notes else ()
        money, places = row.amount, [*self._when(row), kind, status_of(row).word, who, about]
        amount = signed(row)
        places += [Money(amount, money.currency), Money(amount if row.status in MOVED else 0, money.currency)]
        original = row.original_amount
        places += [money.currency, row.fee, original, original.currency if original else "", *last_texts(row), *own]
        for place, value in enumerate(places):
            self._write_cell(place, value)

    def _write_cell(self, place: int, value: Any) -> None:
        if isinstance(value, str):
            if value:
                self._sheet.write_string(self._row, place, plain(value)[:_LONGEST])
        elif isinstance(value, Money):
            self._sheet.write_number(self._row, place, value.decimal, self._amount(value.currency))
        elif value is not None:
            moment, form = value
            self._sheet.write_datetime(self._row, place, moment, form)

    def _when(self, row: Transaction) -> tuple[Any, Any, str]:
        """Return day and time of day as the zone's clocks showed them: a spreadsheet's dates have no zone."""
        here = row.created_at.astimezone(self._zone).replace(tzinfo=None, microsecond=0)
        return (here.date(), self._day), (here.time(), self._time), self._clock.cells(row.created_at)[2]

    def _amount(self, currency: str) -> Any:
        """Return the cell format with the currency's own number of decimals."""
        if currency not in self._amounts:
            decimals = f"{Decimal(0).scaleb(-exponent(currency)):f}"[1:]
            self._amounts[currency] = self._book.add_format({"num_format": f"#,##0{decimals}"})
        return self._amounts[currency]
