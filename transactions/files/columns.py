"""The columns of a table of transactions, the same in every format that has columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
from django.utils.translation import gettext_noop

from selfcare.domain.money import exponent
from transactions.domain import MOVED, Transaction

_MOVED: Final = frozenset(MOVED)


class OwnWords(msgspec.Struct, frozen=True):
    """What a customer noted about a transaction for themselves."""

    label: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""


class Column(NamedTuple):
    """``name`` is for programs and never changes; ``heading`` is for people, in their language."""

    name: str
    heading: str


COLUMNS: Final = (
    Column("date", gettext_noop("Date")),
    Column("time", gettext_noop("Time")),
    Column("utc_offset", gettext_noop("Offset from UTC")),
    Column("type", gettext_noop("Type")),
    Column("status", gettext_noop("Status")),
    Column("counterparty", gettext_noop("Who")),
    Column("description", gettext_noop("Text")),
    Column("amount", gettext_noop("Amount")),
    Column("moved", gettext_noop("Counts as")),
    Column("currency", gettext_noop("Currency")),
    Column("fee", gettext_noop("Fee")),
    Column("original_amount", gettext_noop("Original amount")),
    Column("original_currency", gettext_noop("Original currency")),
    Column("paid_with", gettext_noop("Paid with")),
    Column("transaction_id", gettext_noop("Transaction")),
    Column("related_to", gettext_noop("Belongs to")),
    Column("merchant_id", gettext_noop("Merchant")),
    Column("account_id", gettext_noop("Account")),
    Column("your_reference", gettext_noop("Your reference")),
    Column("merchant_reference", gettext_noop("Merchant\u2019s reference")),
    Column("provider_reference", gettext_noop("Bank\u2019s reference")),
    Column("statement_text", gettext_noop("Text on the statement")),
)
OWN_COLUMNS: Final = (
    Column("label", gettext_noop("Label")),
    Column("tags", gettext_noop("Tags")),
    Column("note", gettext_noop("Note")),
)
_NONE: Final = OwnWords()
_UNKNOWN: Final = (None, "")


def columns(*, with_notes: bool) -> tuple[Column, ...]:
    return (*COLUMNS, *OWN_COLUMNS) if with_notes else COLUMNS


def signed(row: Transaction) -> int:
    """Return the amount in minor units, below nought when it goes out."""
    return row.amount.value if row.direction == "in" else -row.amount.value


def moved(row: Transaction) -> int:
    """Return what the row adds to a sum: nothing when no balance moved."""
    return signed(row) if row.status in _MOVED else 0


def counterparty(row: Transaction) -> str:
    if row.merchant:
        return row.merchant.name
    return row.from_.label if row.direction == "in" else row.to.label


def own_cells(row: Transaction, notes: Mapping[str, OwnWords]) -> tuple[str, str, str]:
    words = notes.get(row.id, _NONE)
    return words.label, ", ".join(words.tags), words.note


def text_cells(row: Transaction) -> tuple[str, ...]:
    """Return the cells that hold words of others, in the order of the columns: those before the amounts, then after."""
    references, merchant, instrument = row.references, row.merchant, row.instrument
    return (
        row.type,
        row.status,
        counterparty(row),
        row.description or "",
        instrument.label if instrument else "",
        row.id,
        row.parent_id or "",
        merchant.id if merchant else "",
        row.account_id or "",
        references.customer or "",
        references.merchant or "",
        references.provider or "",
        references.statement or "",
    )


def number_cells(row: Transaction) -> tuple[str, str, str, str, str, str]:
    """Return amount, what it counts as, currency, fee, original amount and its currency, as text.

    Amounts are in major units with a decimal point and exactly their currency's decimals.
    """
    value, currency = signed(row), row.amount.currency
    amount = decimal_text(value, currency)
    original = row.original_amount
    return (
        amount,
        amount if row.status in _MOVED else decimal_text(0, currency),
        currency,
        _often(row.fee.value, row.fee.currency) if row.fee else "",
        decimal_text(original.value, original.currency) if original else "",
        original.currency if original else "",
    )


def when_cells(row: Transaction, zone: tzinfo) -> tuple[str, str, str]:
    """Return day and time of day of the beginning (ISO 8601), as the zone's clocks showed it, and "UTC+01:00".

    A bare offset begins with a sign, and a spreadsheet would add it up.
    """
    begun = row.created_at
    offset, words = _day_offset(begun.date(), zone) if begun.tzinfo is UTC else _UNKNOWN
    if offset is None:
        text = begun.astimezone(zone).isoformat(timespec="seconds")
        return text[:10], text[11:19], f"UTC{text[19:]}"
    text = (begun + offset).isoformat()
    return text[:10], text[11:19], words


@lru_cache(maxsize=4096)
def _day_offset(day: date, zone: tzinfo) -> tuple[timedelta | None, str]:
    """Return the zone's offset all through a UTC day and its text; None on a day on which clocks change.

    A conversion per row would cost more than all the row's other cells.
    """
    noon = datetime.combine(day, time(12), UTC)
    begin, middle, end = ((noon + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in (-12, 0, 12))
    if begin is None or not begin == middle == end:
        return None, ""
    return begin, f"UTC{noon.astimezone(zone).isoformat()[19:]}"


def decimal_text(value: int, currency: str) -> str:
    """Return minor units as "-1249.50": a point, no grouping, no currency."""
    places, unit, pattern = _minor(currency)
    if not places:
        return str(value)
    text = pattern % divmod(value if value >= 0 else -value, unit)
    return text if value >= 0 else f"-{text}"


@lru_cache(maxsize=256)
def _minor(currency: str) -> tuple[int, int, str]:
    places = exponent(currency)
    return places, 10**places, f"%d.%0{places}d"


_often: Final = lru_cache(maxsize=256)(decimal_text)  # fees are few amounts many times
