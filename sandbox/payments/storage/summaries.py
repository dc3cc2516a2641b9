from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from sandbox.payments.domain.filters import Filter
from sandbox.payments.domain.ports import Group
from sandbox.payments.models import Merchant
from sandbox.payments.models import Transaction as Row
from sandbox.payments.storage.transactions import matching

COUNTS: Final = Q(status__in=("succeeded", "reversed", "authorised")) | Q(status="pending", direction="out")


class SummaryRows:
    """Sums over transactions, made by the database in one query."""

    def transaction_oldest(self, customer_id: str) -> datetime | None:
        found: datetime | None = Row.objects.filter(customer_id=customer_id).aggregate(at=Min("created_at"))["at"]
        return found

    def transaction_sums(
        self, customer_id: str, where: Filter, *, by: str | None, edges: Sequence[datetime], newest: int | None
    ) -> list[Group]:
        """Return count, in and out per group and currency.

        ``by`` is a column or None; ``edges``, when given, are where each period but the first begins, and the group is
        the period's number. ``newest``: of no more than so many rows.
        """
        rows = _counted(customer_id, where)
        if newest is not None:
            rows = Row.objects.filter(id__in=rows.order_by("-created_at", "-id").values("id")[:newest])
        grouped = rows.order_by().annotate(group=_group(by, edges, where)).values("group", "currency")
        sums = grouped.annotate(count=Count("id"), into=_sum("in"), out=_sum("out"))
        return [Group(**row) for row in sums.values("group", "currency", "count", "into", "out")]

    def transaction_more(self, customer_id: str, where: Filter, *, than: int) -> bool:
        """Say whether more rows than that would be counted."""
        return _counted(customer_id, where).order_by("-created_at", "-id")[than : than + 1].exists()

    def merchant_names(self, ids: Sequence[str]) -> dict[str, str]:
        return dict(Merchant.objects.filter(id__in=ids).values_list("id", "name"))


def _counted(customer_id: str, where: Filter) -> QuerySet[Row]:
    rows = matching(customer_id, where)
    return rows if where.status or where.is_booked else rows.filter(COUNTS)


def _group(by: str | None, edges: Sequence[datetime], where: Filter) -> Any:
    if by is not None:
        return Coalesce(by, Value(""))
    # A period per comparison: zones and calendars stay in Python, and every database does the same.
    column = "booked_at" if where.is_booked else "created_at"
    whens = [When(**{f"{column}__lt": edge}, then=Value(number)) for number, edge in enumerate(edges)]
    return Case(*whens, default=Value(len(edges)), output_field=IntegerField())


def _sum(direction: str) -> Any:
    return Coalesce(Sum("amount", filter=Q(direction=direction)), Value(0))
