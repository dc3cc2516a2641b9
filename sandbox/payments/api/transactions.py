"""``/v1/transactions``: list, detail, history."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse

from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.filters import query_parse
from sandbox.payments.domain.wire import transaction_wire
from sandbox.web import json_response, no_query

_MOST_PARAMETERS = 200


@customer
def transaction_list(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer one page of the customer's transactions."""
    query = query_parse(query_pairs(request))
    return json_response(services.transaction_list(customer_id=customer_id, query=query))


@customer
def transaction_get(request: HttpRequest, customer_id: str, transaction_id: str) -> HttpResponse:
    """Answer one transaction, or 304 when the caller has this version (RFC 9110, section 13.1.2)."""
    no_query(request)
    tx = services.transaction_get(customer_id=customer_id, transaction_id=transaction_id)
    etag = f'"v{tx.version}"'
    if _has(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    return json_response(transaction_wire(tx), headers={"ETag": etag})


@customer
def transaction_events(request: HttpRequest, customer_id: str, transaction_id: str) -> HttpResponse:
    """Answer a transaction's history, oldest first."""
    no_query(request)
    events = services.transaction_events(customer_id=customer_id, transaction_id=transaction_id)
    return json_response({"data": events})


@customer
def receipt_get(request: HttpRequest, customer_id: str, transaction_id: str) -> HttpResponse:
    """Answer the receipt of what went through."""
    no_query(request)
    return json_response(services.receipt_get(customer_id=customer_id, transaction_id=transaction_id))


def _has(request: HttpRequest, etag: str) -> bool:
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    return etag in known or "*" in known


def query_pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the decoded query; only strict percent-encoded UTF-8 is taken."""
    raw = request.META.get("QUERY_STRING", "")
    try:
        raw.encode("ascii")
        return parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        raise Refused("bad_request", "The query is not percent-encoded UTF-8, or has too many parameters.") from None
