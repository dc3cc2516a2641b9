"""JSON Lines: one transaction per line (RFC 8259, UTF-8), every field that is held, as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO, Final

import msgspec

from transactions.domain import Gap, Transaction
from transactions.files.columns import OwnWords

MEDIA_TYPE: Final = "application/jsonl"
_ENCODER: Final = msgspec.json.Encoder()
_NONE: Final = OwnWords()


class JsonlFile:
    """Writes rows to ``out``; with notes, the customer's own words come last in each line."""

    def __init__(self, out: BinaryIO, *, with_notes: bool = False) -> None:
        self._out, self._with_notes = out, with_notes

    def write(self, rows: Sequence[Transaction], notes: Mapping[str, OwnWords]) -> None:
        if self._with_notes:
            self._out.write(b"".join(_with_own_words(row, notes.get(row.id, _NONE)) for row in rows))
        else:
            self._out.write(_ENCODER.encode_lines(rows))


def warning(sentence: str, missing: Sequence[Gap]) -> bytes:
    """Return a first line for a file that is not whole."""
    return _ENCODER.encode({"incomplete": True, "message": sentence, "missing": missing}) + b"\n"


def _with_own_words(row: Transaction, words: OwnWords) -> bytes:
    """Return one line: two objects written as one."""
    return _ENCODER.encode(row)[:-1] + b"," + _ENCODER.encode(words)[1:] + b"\n"
