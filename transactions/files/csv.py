"""CSV (RFC 4180): comma, CRLF, quotes doubled; UTF-8 with a byte order mark, without which Excel reads another charset.

Columns and their names never depend on a language. Cells with words of others are defused by defusedcsv (CWE-1236):
one that would start a formula gets an apostrophe before it. Rows are written a page at a time; a page in which no cell
needs that, which is nearly every one, is looked at once and never cell by cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from itertools import chain
from typing import Any, BinaryIO, Final

from defusedcsv import csv as defused

from transactions.domain import Row
from transactions.files.clock import ZoneClock
from transactions.files.columns import OwnWords, columns, first_texts, last_texts, number_cells, own_cells
from transactions.files.text import BETWEEN, WIDE, are_plain, joined, plain

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
BOM: Final = b"\xef\xbb\xbf"
_NOT_TEXTS: Final = 9  # day, time, offset; amounts and currencies


class CsvFile:
    """Writes rows to ``out``. ``notes`` tells whether the customer's own words have columns."""

    def __init__(self, out: BinaryIO, *, zone: tzinfo, with_notes: bool = False) -> None:
        self._out, self._when, self._with_notes = out, ZoneClock(zone).cells, with_notes
        shown = columns(with_notes=with_notes)
        self._texts = len(shown) - _NOT_TEXTS
        out.write(BOM)
        out.write(_text([[column.name for column in shown]]).encode())

    def write(self, rows: Sequence[Row], notes: Mapping[str, OwnWords]) -> None:
        before = [BETWEEN.join(first_texts(row)) for row in rows]
        after = [BETWEEN.join(self._last(row, notes)) for row in rows]
        seen = joined(chain(before, after))
        if are_plain(seen) and seen.count(BETWEEN) == self._texts * len(rows):
            text = self._quick(rows, before, after, bare="," not in seen and '"' not in seen)
        else:
            text = _text([self._tame(row, notes) for row in rows], defuse=True)
        self._out.write(text.encode())

    def _quick(self, rows: Sequence[Row], before: Sequence[str], after: Sequence[str], *, bare: bool) -> str:
        """Return rows of harmless cells as the standard library's writer does, which looks at each character."""
        when = self._when
        lines = [
            BETWEEN.join((*when(row.created_at), first, *number_cells(row), last))
            for row, first, last in zip(rows, before, after, strict=True)
        ]
        return "\r\n".join([*lines, ""]).replace(BETWEEN, ",") if bare else "".join(map(_line, lines))

    def _tame(self, row: Row, notes: Mapping[str, OwnWords]) -> list[str]:
        first, last = map(_tame, first_texts(row)), map(_tame, self._last(row, notes))
        return [*self._when(row.created_at), *first, *number_cells(row), *last]

    def _last(self, row: Row, notes: Mapping[str, OwnWords]) -> tuple[str, ...]:
        return (*last_texts(row), *own_cells(row, notes)) if self._with_notes else last_texts(row)


def _tame(cell: str) -> str:
    """Return the cell in plain sight; wide signs, formulas to some spreadsheets, are none that defusedcsv knows."""
    shown = plain(cell)
    return f"'{shown}" if shown.startswith(WIDE) else shown


def _line(line: str) -> str:
    """Return cells that hold no `BETWEEN` as a line."""
    return _text([line.split(BETWEEN)]) if "," in line or '"' in line else line.replace(BETWEEN, ",") + "\r\n"


def _text(table: Sequence[Sequence[str]], *, defuse: bool = False) -> str:
    text = io.StringIO(newline="")
    writer: Any = defused.writer(text) if defuse else csv.writer(text)
    writer.writerows(table)
    return text.getvalue()


def warning(sentence: str) -> bytes:
    """Return a first line for a file that is not whole."""
    return BOM + _text([[sentence]]).encode()
