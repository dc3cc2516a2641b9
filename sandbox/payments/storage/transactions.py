from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from sandbox.payments.domain.cursor import Position
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.filters import Filter
from sandbox.payments.domain.transactions import COLUMNS, Step, Transaction, search_text
from sandbox.payments.models import Event as EventRow
from sandbox.payments.models import Transaction as Row
from sandbox.payments.storage.search import search_is_indexed

_IN: Final = (
    "ids",
    "account_id",
    "type",
    "status",
    "direction",
    "currency",
    "merchant_id",
    "instrument_id",
    "consent_id",
)
_COLUMN: Final = {"ids": "id"}
_BOUNDS: Final = {
    "amount_min": "amount__gte",
    "amount_max": "amount__lte",
    "from_": "created_at__gte",
    "to": "created_at__lt",
    "settled_from": "settled_at__gte",
    "settled_to": "settled_at__lt",
    "booked_from": "booked_at__gte",
    "booked_to": "booked_at__lt",
    "updated_since": "updated_at__gte",
}
SEARCHED: Final = 100_000
_STEP: Final = Step.__struct_fields__


class TransactionRows:
    """Transactions and their history."""

    def transaction_get(self, customer_id: str, transaction_id: str) -> Transaction | None:
        return _first(Row.objects.filter(customer_id=customer_id, id=transaction_id))

    def transaction_lock(self, transaction_id: str) -> Transaction | None:
        return _first(Row.objects.select_for_update().filter(id=transaction_id))

    def transaction_of_operation(self, operation_id: str) -> Transaction | None:
        return _first(Row.objects.filter(operation_id=operation_id))

    def transaction_page(
        self, customer_id: str, where: Filter, at: Position | None, *, oldest_first: bool, by_booking: bool, count: int
    ) -> list[Transaction]:
        """Return ``count`` rows from the position on, nearest to it first; by booking only those that are booked."""
        ascending = oldest_first != (at is not None and at.backwards)
        column = "booked_at" if by_booking else "created_at"
        rows = matching(customer_id, where)
        if by_booking:
            rows = rows.filter(booked_at__isnull=False)
        if at is not None:
            rows = rows.filter(after(at, column, ascending=ascending))
        order = (column, "id") if ascending else (f"-{column}", "-id")
        return [Transaction(**row) for row in rows.order_by(*order).values(*COLUMNS)[:count]]

    def transaction_count(self, customer_id: str, where: Filter, *, cap: int) -> int:
        return matching(customer_id, where).values("id")[:cap].count()

    def transaction_expiring(self, now: datetime, *, count: int) -> list[str]:
        rows = Row.objects.filter(status="requires_action", expires_at__lte=now, type="deposit")
        return list(rows.order_by("expires_at").values_list("id", flat=True)[:count])

    def transaction_unsent(self, before: datetime, *, count: int) -> list[Transaction]:
        rows = Row.objects.filter(status="created", created_at__lte=before, operation_id__isnull=False)
        return [Transaction(**row) for row in rows.order_by("created_at").values(*COLUMNS)[:count]]

    def transaction_write(self, tx: Transaction, *, new: bool) -> None:
        """Insert or replace the row. A second row of one operation is refused as still in progress."""
        row = Row(**msgspec.structs.asdict(tx), search=search_text(tx))
        try:
            with transaction.atomic():
                row.save(force_insert=new, force_update=not new)
        except IntegrityError:
            if tx.operation_id is None or not new:
                raise
            raise Refused("idempotency_in_progress", "The first request is still running.", retry_after=1) from None

    def step_add(self, step: Step) -> None:
        EventRow.objects.create(**msgspec.structs.asdict(step))

    def step_list(self, transaction_id: str) -> list[Step]:
        rows = EventRow.objects.filter(transaction_id=transaction_id).order_by("sequence")
        return [Step(**row) for row in rows.values(*_STEP)]


def _first(rows: QuerySet[Row]) -> Transaction | None:
    row = rows.values(*COLUMNS).first()
    return Transaction(**row) if row else None


def matching(customer_id: str, where: Filter) -> QuerySet[Row]:
    """Return the customer's rows that the filter finds, in no order."""
    lookups: dict[str, Any] = {"customer_id": customer_id}
    lookups |= {f"{_COLUMN.get(name, name)}__in": values for name in _IN if (values := getattr(where, name))}
    lookups |= {lookup: value for name, lookup in _BOUNDS.items() if (value := getattr(where, name)) is not None}
    rows = Row.objects.filter(**lookups)
    if where.q is not None:
        rows = rows.filter(_saying(where.q, customer_id) | Q(id__in=where.or_ids))
    return rows.filter(_referring(where.reference)) if where.reference is not None else rows


def _saying(text: str, customer_id: str) -> Q:
    """Return what holds the words, without an index only of the customer's newest `SEARCHED`: each of them is read."""
    found = Q(search__contains=text)
    if search_is_indexed():
        return found
    newest = Row.objects.filter(customer_id=customer_id).order_by("-created_at", "-id")
    oldest = newest.values_list("created_at", flat=True)[SEARCHED - 1 : SEARCHED].first()
    return found if oldest is None else found & Q(created_at__gte=oldest)


def _referring(reference: str) -> Q:
    columns = ("ref_customer", "ref_merchant", "ref_provider", "ref_statement")
    return Q(*((column, reference) for column in columns), _connector=Q.OR)


def after(at: Position, column: str = "created_at", *, ascending: bool) -> Q:
    """Return the rows past a position of a list in the order (``column``, id).

    The first, looser condition lets the index start there.
    """
    way, edge = ("gt", "gte") if ascending else ("lt", "lte")
    same_instant = Q(**{column: at.at, f"id__{way}": at.id})
    return Q(**{f"{column}__{edge}": at.at}) & (Q(**{f"{column}__{way}": at.at}) | same_instant)
