"""Transactions by merchant: the payment service's own rows, read from the other side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from sandbox.auth.models import Customer
from sandbox.merchants.domain.wire import TYPES
from sandbox.payments.domain.cursor import Position
from sandbox.payments.domain.transactions import COLUMNS, Transaction
from sandbox.payments.models import Transaction as Row
from sandbox.payments.storage.transactions import after


def transaction_page(
    merchant_id: str, lookups: dict[str, Any], at: Position | None, *, count: int
) -> list[Transaction]:
    """Return ``count`` of the merchant's rows from the position on, nearest to it first."""
    rows = _of(merchant_id).filter(**lookups)
    backwards = at is not None and at.backwards
    if at is not None:
        rows = rows.filter(after(at, ascending=backwards))
    order = ("created_at", "id") if backwards else ("-created_at", "-id")
    return [Transaction(**row) for row in rows.order_by(*order).values(*COLUMNS)[:count]]


def transaction_find(merchant_id: str, transaction_id: str) -> Transaction | None:
    row = _of(merchant_id).filter(id=transaction_id).values(*COLUMNS).first()
    return Transaction(**row) if row else None


def expired_reservations(now: datetime, *, count: int) -> list[str]:
    """Return the ids of reservations of any merchant whose time is over."""
    rows = Row.objects.filter(status="authorised", type="payment", expires_at__lte=now)
    return list(rows.order_by("expires_at").values_list("id", flat=True)[:count])


def sums(merchant_id: str, since: datetime) -> Sequence[dict[str, Any]]:
    """Return ``type``, ``currency``, ``count`` and ``sum`` of what moved for the merchant since an instant."""
    moved = _of(merchant_id).filter(status="succeeded", created_at__gte=since)
    grouped = moved.order_by().values("type", "currency").annotate(count=Count("id"), sum=Sum("amount"))
    return [dict(row) for row in grouped.order_by("currency", "type")]


def emails(customer_ids: Iterable[str]) -> dict[str, str]:
    """Return the e-mail addresses of customers by id."""
    return dict(Customer.objects.filter(id__in=set(customer_ids)).values_list("id", "email"))


def _of(merchant_id: str) -> QuerySet[Row]:
    return Row.objects.filter(merchant_id=merchant_id, type__in=TYPES)
