"""CSV (RFC 4180): comma, CRLF, quotes doubled; UTF-8 with a byte order mark, without which Excel reads another charset.

Columns and their names never depend on a language. Cells with words of others are defused by defusedcsv (CWE-1236): one
that would start a formula gets an apostrophe before it. Rows are written a page at a time; a page in which no cell
needs that, which is nearly every one, skips the look at each cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, BinaryIO, Final

from defusedcsv import csv as defused

from transactions.domain import Transaction
from transactions.files.columns import OwnWords, columns, number_cells, own_cells, text_cells, when_cells
from transactions.files.text import WIDE, are_plain, plain

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
BOM: Final = b"\xef\xbb\xbf"
_BETWEEN: Final = "\x1f"
_BEFORE: Final = 4  # text cells before the amounts


class CsvFile:
    """Writes rows to ``out``. ``notes`` tells whether the customer's own words have columns."""

    def __init__(self, out: BinaryIO, *, zone: tzinfo, with_notes: bool = False) -> None:
        self._out, self._zone, self._with_notes = out, zone, with_notes
        out.write(BOM)
        out.write(_bytes([[column.name for column in columns(with_notes=with_notes)]]))

    def write(self, rows: Sequence[Transaction], notes: Mapping[str, OwnWords]) -> None:
        texts = [text_cells(row) for row in rows]
        own = [own_cells(row, notes) for row in rows] if self._with_notes else []
        risky = not are_plain([cell for cells in (*texts, *own) for cell in cells])
        if risky:
            texts = [tuple(map(_tame, cells)) for cells in texts]
            own = [(_tame(label), _tame(tags), _tame(note)) for label, tags, note in own]
        zone = self._zone
        table = [
            (*when_cells(row, zone), *cells[:_BEFORE], *number_cells(row), *cells[_BEFORE:])
            for row, cells in zip(rows, texts, strict=True)
        ]
        if own:
            table = [(*cells, *words) for cells, words in zip(table, own, strict=True)]
        self._out.write(_bytes(table, defuse=True) if risky else "".join(map(_line, table)).encode())


def _tame(cell: str) -> str:
    """Return the cell in plain sight; wide signs, formulas to some spreadsheets, are none that defusedcsv knows."""
    shown = plain(cell)
    return f"'{shown}" if shown.startswith(WIDE) else shown


def _line(cells: Sequence[str]) -> str:
    """Return a row of printable cells as the standard library's writer does."""
    line = _BETWEEN.join(cells)
    return _text([cells]) if "," in line or '"' in line else line.replace(_BETWEEN, ",") + "\r\n"


def _bytes(table: Sequence[Sequence[str]], *, defuse: bool = False) -> bytes:
    return _text(table, defuse=defuse).encode()


def _text(table: Sequence[Sequence[str]], *, defuse: bool = False) -> str:
    text = io.StringIO(newline="")
    writer: Any = defused.writer(text) if defuse else csv.writer(text)
    writer.writerows(table)
    return text.getvalue()


def warning(sentence: str) -> bytes:
    """Return a first line for a file that is not whole."""
    return BOM + _bytes([[sentence]])
