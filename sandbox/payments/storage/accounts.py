from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from sandbox.payments.domain.limits import COUNTED, Limit, window_bounds
from sandbox.payments.models import Account, Instrument, LimitRow, Merchant, Transaction


class AccountRows:
    """Accounts, instruments, merchants and limits."""

    def account_list(self, customer_id: str) -> list[Account]:
        return list(Account.objects.filter(customer_id=customer_id).order_by("position", "id"))

    def account_get(self, customer_id: str, account_id: str) -> Account | None:
        return Account.objects.filter(customer_id=customer_id, id=account_id).first()

    def account_lock(self, customer_id: str, account_id: str) -> Account | None:
        return Account.objects.select_for_update().filter(customer_id=customer_id, id=account_id).first()

    def pending_in(self, account_id: str, customer_id: str) -> int:
        on_its_way = Transaction.objects.filter(
            customer_id=customer_id, account_id=account_id, direction="in", status__in=("pending", "authorised")
        )
        return on_its_way.aggregate(sum=Sum("amount"))["sum"] or 0

    def instrument_list(self, customer_id: str) -> list[Instrument]:
        rows = Instrument.objects.filter(customer_id=customer_id).exclude(status="removed")
        return list(rows.order_by("-default", "position", "id"))

    def instrument_get(self, customer_id: str, instrument_id: str) -> Instrument | None:
        return Instrument.objects.filter(customer_id=customer_id, id=instrument_id).first()

    def merchant_get(self, merchant_id: str) -> Merchant | None:
        return Merchant.objects.filter(id=merchant_id).first()

    def merchant_list(self, customer_id: str) -> list[Merchant]:
        """Return the merchants the customer dealt with, by name, a hundred at most."""
        dealt = Transaction.objects.filter(customer_id=customer_id, merchant_id__isnull=False)
        return list(Merchant.objects.filter(id__in=dealt.values("merchant_id")).order_by("name", "id")[:100])

    def limit_list(self, customer_id: str, kind: str, currency: str, now: datetime) -> list[Limit]:
        """Return the limits on deposits or withdrawals (``kind``) in their running windows."""
        rows = LimitRow.objects.filter(customer_id=customer_id, currency=currency, applies_to__in=(kind, "all"))
        return [_limit(row, kind, now) for row in rows.order_by("id")]


def _limit(row: LimitRow, kind: str, now: datetime) -> Limit:
    bounds = window_bounds(row.window, now)
    used = _used(row, kind, bounds[0]) if bounds else 0
    ends = bounds[1] if bounds else None
    return Limit(row.id, row.window, row.amount, row.currency, row.set_by, used, ends)


def _used(row: LimitRow, kind: str, since: datetime) -> int:
    rows = Transaction.objects.filter(
        customer_id=row.customer_id, currency=row.currency, type=kind, status__in=COUNTED[kind], created_at__gte=since
    )
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0
