"""Receipts that were issued, and how they are numbered."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

_PER_SERIES: Final = 100_000


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt that was issued. ``serial`` is no other receipt's; ``lines`` are (text, minor units), none when the
    transaction alone says what was paid."""

    serial: int
    issued_at: datetime
    lines: list[tuple[str, int]]

    @property
    def number(self) -> str:
        """Return the number people read: year of issue, series, number in it."""
        series, number = divmod(self.serial, _PER_SERIES)
        return f"R-{self.issued_at:%Y}-{series:03d}-{number:05d}"
