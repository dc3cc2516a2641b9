"""The columns of a table of transactions, the same in every format that has columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
from django.utils.translation import gettext_noop

from selfcare.domain.money import exponent
from transactions.domain import MOVED, Row

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
_WHOLE: Final = 10_000  # one unit of any currency has five digits at most


def columns(*, with_notes: bool) -> tuple[Column, ...]:
    return (*COLUMNS, *OWN_COLUMNS) if with_notes else COLUMNS


def signed(row: Row) -> int:
    """Return the amount in minor units, below nought when it goes out."""
    return row.amount.value if row.direction == "in" else -row.amount.value


def moved(row: Row) -> int:
    """Return what the row adds to a sum: nothing when no balance moved."""
    return signed(row) if row.status in _MOVED else 0


def counterparty(row: Row) -> str:
    if row.merchant:
        return row.merchant.name
    return row.from_.label if row.direction == "in" else row.to.label


def own_cells(row: Row, notes: Mapping[str, OwnWords]) -> tuple[str, str, str]:
    words = notes.get(row.id, _NONE)
    return words.label, ", ".join(words.tags), words.note


def first_texts(row: Row) -> tuple[str, str, str, str]:
    """Return the cells with words of others that stand before the amounts."""
    return row.type, row.status, counterparty(row), row.description or ""


def last_texts(row: Row) -> tuple[str, ...]:
    """Return the cells with words of others that stand after the amounts."""
    references, merchant, instrument = row.references, row.merchant, row.instrument
    return (
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


def number_cells(row: Row) -> tuple[str, str, str, str, str, str]:
    """Return amount, what it counts as, currency, fee, original amount and its currency, as text.

    Amounts are in major units with a decimal point and exactly their currency's decimals.
    """
    money, fee, original = row.amount, row.fee, row.original_amount
    currency = money.currency
    amount = decimal_text(money.value if row.direction == "in" else -money.value, currency)
    return (
        amount,
        amount if row.status in _MOVED else _often(0, currency),
        currency,
        _often(fee.value, fee.currency) if fee else "",
        decimal_text(original.value, original.currency) if original else "",
        original.currency if original else "",
    )


def decimal_text(value: int, currency: str) -> str:
    """Return minor units as "-1249.50": a point, no grouping, no currency."""
    places = exponent(currency)
    if not places:
        return str(value)
    digits = str(value)
    if -_WHOLE < value < _WHOLE:  # too short to cut at the point
        digits = f"{'-' if value < 0 else ''}{str(abs(value)).zfill(places + 1)}"
    return f"{digits[:-places]}.{digits[-places:]}"


_often: Final = lru_cache(maxsize=256)(decimal_text)  # fees are few amounts many times
