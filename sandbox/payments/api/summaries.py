"""``GET /v1/summaries`` and ``GET /v1/accounts/{id}/balance``: what charts, totals and statements are made of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox.clock import now
from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.payments.api.transactions import query_pairs
from sandbox.payments.domain.filters import at_parse
from sandbox.payments.domain.summaries import summary_parse
from sandbox.web import json_response


@customer
def summary_make(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer sums of the transactions the list's own filters find."""
    query = summary_parse(query_pairs(request))
    return json_response(services.summary_make(customer_id=customer_id, query=query))


@customer
def balance_at(request: HttpRequest, customer_id: str, account_id: str) -> HttpResponse:
    """Answer what the account held ``at`` an instant, now without one."""
    at = at_parse(query_pairs(request)) or now()
    return json_response(services.balance_at(customer_id=customer_id, account_id=account_id, at=at))
