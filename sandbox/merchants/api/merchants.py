"""``/v1/merchant``: made and given keys by the operator, read and set by the merchant itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.merchants import services
from sandbox.merchants.api.callers import merchant, operator
from sandbox.merchants.domain.orders import AcquirerOrder, KeyOrder, MerchantOrder
from sandbox.merchants.domain.queries import AuditQuery, OperatorAuditQuery
from sandbox.merchants.services import Actor


@operator
def merchant_create(request: HttpRequest) -> HttpResponse:
    """Make a merchant. The answer holds its key, which is told once; so it is not kept for a repeated request."""
    web.no_query(request)
    made = services.merchant_create(order=web.body(request, MerchantOrder))
    return web.json_response(made, status=201)


@operator
def key_create(request: HttpRequest) -> HttpResponse:
    """Give a merchant a new key; the one before ends."""
    web.no_query(request)
    order = web.body(request, KeyOrder)
    return web.json_response(services.key_create(merchant_id=order.merchant_id), status=201)


@merchant
def merchant_get(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer who the key belongs to."""
    web.no_query(request)
    return web.json_response(services.merchant_get(merchant_id=actor.merchant_id))


@merchant
def acquirer_set(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose the bank that takes payments in. Setting it twice is setting it once, so it needs no key."""
    web.no_query(request)
    order = web.body(request, AcquirerOrder)
    return web.json_response(services.acquirer_set(actor=actor, acquirer=order.acquirer))


@merchant
def audit_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer what was done about one subject."""
    query = web.query(request, AuditQuery)
    found = services.audit_list(merchant_id=actor.merchant_id, subject=query.subject, count=query.limit)
    return web.json_response({"data": found})


@operator
def operator_audit_list(request: HttpRequest) -> HttpResponse:
    """Answer what any merchant did and read."""
    query = web.query(request, OperatorAuditQuery)
    narrowed = {name: getattr(query, name) or "" for name in ("merchant_id", "subject")}
    return web.json_response({"data": services.audit_list(count=query.limit, **narrowed)})
