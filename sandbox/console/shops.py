"""What a shop's forms offer: its currency, how much, the customers it can reach, the next order number."""

from __future__ import annotations

import re
from typing import Any, Final

from sandbox.auth.models import Customer
from sandbox.console.words import amount
from sandbox.payments.domain.limits import payment_range
from sandbox.payments.models import Account, Merchant
from sandbox.payments.models import Transaction as Row

_NUMBERED: Final = re.compile(r"(.{0,12}[-/])([0-9]{1,9})")


def currency_of(merchant_id: str) -> str:
    """Return what a shop is paid in."""
    return "SEK" if Merchant.objects.filter(id=merchant_id, country="SE").exists() else "EUR"


def customers_with(currency: str) -> list[tuple[str, str]]:
    """Return the customers who have a balance in the currency: ids with addresses."""
    owners = Account.objects.filter(currency=currency, status="active").values("customer_id")
    return list(Customer.objects.filter(id__in=owners).order_by("email").values_list("id", "email"))


def offered(currency: str) -> dict[str, Any]:
    """Return what a form for an amount shows around it."""
    allowed = payment_range(currency)
    least, most = (allowed.min, allowed.max) if allowed else (0, 0)
    return {
        "least": amount(least, currency),
        "most": amount(most, currency),
        "customers": customers_with(currency),
    }


def next_order(merchant_id: str) -> str:
    """Return the order number after the newest one of the merchant's own kind, empty when there is no such number."""
    rows = Row.objects.filter(merchant_id=merchant_id, ref_merchant__isnull=False).order_by("-created_at", "-id")
    newest = _NUMBERED.fullmatch(rows.values_list("ref_merchant", flat=True).first() or "")
    return f"{newest[1]}{int(newest[2]) + 1:0{len(newest[2])}}" if newest else ""
