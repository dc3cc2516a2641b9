"""Which transactions a filter finds, told without a service: for filters that the payment service cannot apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

import msgspec

from transactions.domain.queries import TransactionFilter
from transactions.domain.transactions import Transaction

_NOTHING: Final = TransactionFilter()


def filter_part(where: TransactionFilter, names: Iterable[str]) -> TransactionFilter:
    """Return the filter with these fields alone."""
    kept = set(names)
    empty = {name: getattr(_NOTHING, name) for name in where.__struct_fields__ if name not in kept}
    return msgspec.structs.replace(where, **empty)


def filter_names(where: TransactionFilter) -> list[str]:
    """Return the names of the fields that narrow anything."""
    return [name for name in where.__struct_fields__ if getattr(where, name) != getattr(_NOTHING, name)]


def matches(row: Transaction, where: TransactionFilter) -> bool:
    """Tell whether the filter finds the row. Bounds are as the service's: ``from`` included, ``to`` not."""
    return _is_listed(row, where) and _is_between(row, where) and _is_named(row, where)


def _is_listed(row: Transaction, where: TransactionFilter) -> bool:
    if where.ids is not None and row.id not in where.ids:
        return False
    pairs = (
        (where.account_id, row.account_id),
        (where.type, row.type),
        (where.status, row.status),
        (where.direction, row.direction),
        (where.currency, row.amount.currency),
        (where.merchant_id, row.merchant.id if row.merchant else None),
        (where.consent_id, row.consent_id),
    )
    return all(not wanted or value in wanted for wanted, value in pairs)


def _is_between(row: Transaction, where: TransactionFilter) -> bool:
    settled = row.settlement.settled_at
    return (
        _within(row.created_at, where.from_, where.to)
        and (not (where.settled_from or where.settled_to) or _within(settled, where.settled_from, where.settled_to))
        and (not (where.booked_from or where.booked_to) or _within(row.booked_at, where.booked_from, where.booked_to))
        and (where.updated_since is None or row.updated_at >= where.updated_since)
        and (where.amount_min is None or row.amount.value >= where.amount_min)
        and (where.amount_max is None or row.amount.value <= where.amount_max)
    )


def _within(moment: datetime | None, first: datetime | None, before: datetime | None) -> bool:
    if moment is None:
        return False
    return (first is None or moment >= first) and (before is None or moment < before)


def _is_named(row: Transaction, where: TransactionFilter) -> bool:
    own = (row.references.customer, row.references.merchant, row.references.provider, row.references.statement)
    if where.reference is not None and where.reference not in own:
        return False
    if where.q is None or row.id in where.or_ids:
        return True
    fold: Callable[[str], str] = str.casefold
    words = (row.description, row.from_.label, row.to.label, row.merchant and row.merchant.name, *own)
    return any(fold(where.q) in fold(word) for word in words if word)
