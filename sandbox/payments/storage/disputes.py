from __future__ import annotations

from datetime import datetime

import msgspec
from django.db.models import Q, QuerySet

from sandbox.payments.domain.cursor import Position
from sandbox.payments.domain.disputes import COLUMNS, Dispute, DisputeFilter
from sandbox.payments.models import Dispute as Row
from sandbox.payments.storage.transactions import after


class DisputeRows:
    """Disputes; their messages and history are a case's."""

    def dispute_get(self, customer_id: str, dispute_id: str) -> Dispute | None:
        return _first(Row.objects.filter(customer_id=customer_id, id=dispute_id))

    def dispute_lock(self, dispute_id: str) -> Dispute | None:
        return _first(Row.objects.select_for_update().filter(id=dispute_id))

    def dispute_of_operation(self, operation_id: str) -> Dispute | None:
        return _first(Row.objects.filter(operation_id=operation_id))

    def dispute_page(self, customer_id: str, where: DisputeFilter, at: Position | None, *, count: int) -> list[Dispute]:
        """Return ``count`` of the customer's disputes from the position on, nearest to it first."""
        ascending = at is not None and at.backwards
        rows = Row.objects.filter(customer_id=customer_id)
        if where.transaction_id is not None:
            rows = rows.filter(transaction_id=where.transaction_id)
        if where.status:
            rows = rows.filter(status__in=where.status)
        if at is not None:
            rows = rows.filter(after(at, ascending=ascending))
        order = ("created_at", "id") if ascending else ("-created_at", "-id")
        return [Dispute(**row) for row in rows.order_by(*order).values(*COLUMNS)[:count]]

    def dispute_list_of_merchant(self, merchant_id: str) -> list[Dispute]:
        """Return what a merchant has to answer and has answered, newest first, a hundred at most."""
        rows = Row.objects.filter(merchant_id=merchant_id, kind="dispute").order_by("-created_at", "-id")
        return [Dispute(**row) for row in rows.values(*COLUMNS)[:100]]

    def dispute_undecided(self, now: datetime, *, count: int) -> list[str]:
        """Return the disputes whose customer did not decide in time."""
        rows = Row.objects.filter(~Q(status="closed"), waiting_on="customer", respond_by__lt=now)
        return list(rows.order_by("respond_by").values_list("id", flat=True)[:count])

    def dispute_write(self, dispute: Dispute, *, new: bool) -> None:
        row = Row(**msgspec.structs.asdict(dispute))
        row.save(force_insert=new, force_update=not new)


def _first(rows: QuerySet[Row]) -> Dispute | None:
    row = rows.values(*COLUMNS).first()
    return Dispute(**row) if row else None
