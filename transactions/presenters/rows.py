"""Transactions as rows of a list, gathered by the reader's days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType

import msgspec

from selfcare.display import AmountText, DayText, Display
from transactions.domain import Transaction
from transactions.presenters.amounts import transaction_sign
from transactions.presenters.names import paid_with, transaction_icon, transaction_title
from transactions.status import Status, status_key, status_words


class Row(msgspec.Struct, frozen=True):
    """One line of a list. ``word`` is the service's own, only for a state we do not know; ``label`` is the reader's."""

    id: str
    href: str
    icon: str
    name: str
    time: str
    iso: str
    via: str
    status: Status
    quiet: bool
    word: str | None
    amount: AmountText
    alt: AmountText | None
    label: str = ""


class Day(msgspec.Struct, frozen=True):
    """The rows of one day. ``continues`` says that its heading is on the page already."""

    id: str
    text: DayText
    rows: list[Row]
    continues: bool = False


def transaction_row(transaction: Transaction, *, display: Display, base: str, label: str = "") -> Row:
    """Return the row; ``base`` is the address of the list, under which each transaction has its own."""
    status = status_words(display.language)[status_key(transaction)]
    original, moment = transaction.original_amount, display.local(transaction.created_at)
    return Row(
        id=transaction.id,
        href=f"{base}/{transaction.id}",
        icon=transaction_icon(transaction),
        name=transaction_title(transaction),
        time=display.time(moment),
        iso=display.iso(moment),
        via=paid_with(transaction, display.language),
        status=status,
        quiet=status.key == "completed",
        word=(transaction.raw_status or transaction.status) if status.key == "unknown" else None,
        amount=display.money(transaction.amount, transaction_sign(transaction, status)),
        alt=display.money(original) if original else None,
        label=label,
    )


def transaction_days(
    transactions: Iterable[Transaction],
    *,
    display: Display,
    base: str,
    shown: date | None = None,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> list[Day]:
    """Gather rows by the reader's day, in the order they come; ``shown`` is the last day on the page already.

    ``labels`` are the reader's own, by transaction.
    """
    today = display.today()
    return [
        Day(
            id=f"d{day:%Y%m%d}",
            text=display.day(day, today),
            rows=[transaction_row(each, display=display, base=base, label=labels.get(each.id, "")) for each in group],
            continues=day == shown,
        )
        for day, group in groupby(transactions, key=lambda each: display.day_of(each.created_at))
    ]
