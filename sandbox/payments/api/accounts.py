"""``/v1/accounts`` and ``/v1/instruments``: what a customer has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox.clock import now, rfc3339
from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.web import json_response, no_query


@customer
def account_list(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer all of the customer's accounts; there are few, so it is always one page."""
    no_query(request)
    return json_response(whole(services.account_list(customer_id=customer_id)))


@customer
def account_get(request: HttpRequest, customer_id: str, account_id: str) -> HttpResponse:
    """Answer one account with its balance."""
    no_query(request)
    document, version = services.account_get(customer_id=customer_id, account_id=account_id)
    return json_response(document, headers={"ETag": f'"v{version}"'})


@customer
def instrument_list(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer all of the customer's instruments that are not removed."""
    no_query(request)
    return json_response(whole(services.instrument_list(customer_id=customer_id)))


def whole(data: list[dict[str, object]]) -> dict[str, object]:
    """Return a list that is always one page."""
    page = {"limit": 100, "next_cursor": None, "prev_cursor": None}
    return {"data": data, "page": page, "as_of": rfc3339(now())}
