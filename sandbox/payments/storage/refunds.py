from __future__ import annotations

from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from sandbox.payments.domain.cursor import Position
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.refunds import COLUMNS, RefundFilter, RefundRequest
from sandbox.payments.models import RefundRequest as Row
from sandbox.payments.storage.transactions import after


class RefundRows:
    """Refund requests."""

    def refund_request_get(self, customer_id: str | None, request_id: str) -> RefundRequest | None:
        """Return the customer's request; anybody's when None is named."""
        own = {} if customer_id is None else {"customer_id": customer_id}
        return _first(Row.objects.filter(id=request_id, **own))

    def refund_request_lock(self, request_id: str) -> RefundRequest | None:
        return _first(Row.objects.select_for_update().filter(id=request_id))

    def refund_request_of_operation(self, operation_id: str) -> RefundRequest | None:
        return _first(Row.objects.filter(operation_id=operation_id))

    def refund_request_page(
        self, customer_id: str | None, where: RefundFilter, at: Position | None, *, count: int
    ) -> list[RefundRequest]:
        """Return ``count`` rows from the position on, nearest to it first; of every customer when None is named."""
        ascending = at is not None and at.backwards
        rows = Row.objects.filter(*_narrowed(customer_id, where))
        if at is not None:
            rows = rows.filter(after(at, ascending=ascending))
        order = ("created_at", "id") if ascending else ("-created_at", "-id")
        return [RefundRequest(**row) for row in rows.order_by(*order).values(*COLUMNS)[:count]]

    def refund_request_write(self, request: RefundRequest, *, new: bool) -> None:
        """Insert or replace the row. A second row of one operation is refused as still in progress."""
        row = Row(**msgspec.structs.asdict(request))
        try:
            with transaction.atomic():
                row.save(force_insert=new, force_update=not new)
        except IntegrityError:
            if request.operation_id is None or not new:
                raise
            raise Refused("idempotency_in_progress", "The first request is still running.", retry_after=1) from None


def _first(rows: QuerySet[Row]) -> RefundRequest | None:
    row = rows.values(*COLUMNS).first()
    return RefundRequest(**row) if row else None


def _narrowed(customer_id: str | None, where: RefundFilter) -> list[Q]:
    found: dict[str, Any] = {
        "customer_id": customer_id,
        "transaction_id": where.transaction_id,
        "merchant_id": where.merchant_id,
        "status__in": where.status or None,
    }
    return [Q(**{name: value}) for name, value in found.items() if value is not None]
