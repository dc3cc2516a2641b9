"""What the service says of itself: health and capabilities."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox.payments.api.callers import customer
from sandbox.payments.domain.filters import LARGEST_PAGE, LARGEST_TRANSACTIONS_PAGE
from sandbox.payments.domain.limits import CURRENCIES
from sandbox.web import json_response, no_query

# Features by the names that clients know them by.
_NATIVE = (
    "accounts",
    "balances",
    "transactions.list",
    "transactions.detail",
    "transactions.search",
    "transactions.ids",
    "transactions.events",
    "deposits",
    "withdrawals",
    "quotes",
    "payments.create",
    "merchants",
    "summaries",
    "balances.history",
    "transactions.booked",
    "instruments",
    "cancel",
    "refunds.read",
    "refunds.request",
    "disputes.read",
    "disputes.create",
    "receipts",
    "events.push",
)
_NOT_OFFERED = (
    "refunds.execute",
    "consents",
    "limits",
    "events.pull",
)


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    no_query(request)
    return json_response({"status": "ok"})


@customer
def capabilities(request: HttpRequest, customer_id: str) -> HttpResponse:  # noqa: ARG001 -- the same for every customer
    """Answer what this backend can do: exactly what its routes do, and nothing else."""
    no_query(request)
    features: dict[str, dict[str, str]] = {name: {"level": "native"} for name in _NATIVE}
    features |= {name: {"level": "none", "reason": "not_offered"} for name in _NOT_OFFERED}
    document = {
        "contract": "1.0",
        "backend": "sandbox",
        "features": features,
        "currencies": CURRENCIES,
        "limits": {"page": LARGEST_PAGE, "transactions_page": LARGEST_TRANSACTIONS_PAGE},
    }
    return json_response(document, headers={"Cache-Control": "private, max-age=300"})
