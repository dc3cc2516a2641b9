"""What a file of transactions is: its format, what it adds up to, and what is missing from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from selfcare.domain.money import Money
from transactions.domain.table_rows import Row
from transactions.domain.transactions import MOVED

Format = Literal["csv", "xlsx", "jsonl", "camt053"]
"""What a list can be exported as."""
StatementFormat = Literal["pdf", "camt053"]
FileFormat = Literal["csv", "xlsx", "jsonl", "camt053", "pdf"]
NOT_CARRIED_OUT: Final = ("failed", "declined", "cancelled", "expired")
"""Statuses of what did not go through: no balance ever moved."""
FilterWords = dict[str, list[str] | str | int]
"""A filter under the names of the list's own parameters; what does not narrow is absent."""
Count = Annotated[int, msgspec.Meta(ge=0)]


class StatementOf(msgspec.Struct, frozen=True):
    """Which statement a file is: ``period`` by its name in an address."""

    account_id: str
    period: str


class Sum(msgspec.Struct, frozen=True, rename={"in_": "in"}):
    """What the rows of one currency come to, in minor units; ``still`` counts those that moved no balance."""

    currency: str
    count_in: Count = 0
    in_: Count = 0
    count_out: Count = 0
    out: Count = 0
    still: Count = 0

    @property
    def count(self) -> int:
        return self.count_in + self.count_out + self.still

    @property
    def difference(self) -> Money:
        """What came in less what went out."""
        return Money(self.in_ - self.out, self.currency)


class Gap(msgspec.Struct, frozen=True):
    """A stretch of time whose rows the payment service did not give: from ``begin`` (None: the first row) up to
    ``end`` (None: now), both aware."""

    begin: datetime | None = None
    end: datetime | None = None


class Tally:
    """Adds up rows as they go by. Amounts in other currencies are never added to each other."""

    def __init__(self) -> None:
        self.rows = 0
        self._sums: dict[str, list[int]] = {}

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.rows += 1
            currency = row.amount.currency
            sums = self._sums.get(currency) or self._sums.setdefault(currency, [0] * 5)
            if row.status not in MOVED:
                sums[4] += 1
            elif row.direction == "in":
                sums[0] += 1
                sums[1] += row.amount.value
            else:
                sums[2] += 1
                sums[3] += row.amount.value

    def sums(self) -> list[Sum]:
        """Return one sum per currency, the one with most rows first."""
        found = [Sum(currency, *figures) for currency, figures in self._sums.items()]
        return sorted(found, key=lambda each: (-each.count, each.currency))


class Manifest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What goes beside a file: enough to prove that it is whole, unchanged, and what it was asked to hold.

    ``filter`` are the list's own parameters; ``emulated`` names those the payment service could not apply, so that
    Selfcare read everything and applied them itself. ``sha256`` is of the file, in hexadecimal (FIPS 180-4).
    """

    number: str
    file: str
    format: FileFormat
    made_at: datetime
    as_of: datetime | None
    zone: str
    filter: FilterWords
    emulated: list[str] = []
    includes: list[str] = []
    rows: Count
    expected_rows: int | None = None
    sums: list[Sum]
    complete: bool
    missing: list[Gap] = []
    size: Count
    sha256: str
