"""``/v1/merchant/payments``: asking for money, what became of it, giving it back."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.merchants import services
from sandbox.merchants.api.callers import merchant
from sandbox.merchants.api.orders import order_run
from sandbox.merchants.domain.orders import (
    CaptureOrder,
    Nothing,
    PaymentOrder,
    PayoutOrder,
    RefundOrder,
    payment_masked,
)
from sandbox.merchants.domain.queries import PaymentQuery
from sandbox.merchants.services import Actor


@merchant
def payment_process(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask a customer for money: 201 whatever comes of it; ``status`` says that."""
    web.no_query(request)
    order = web.body(request, PaymentOrder)
    return order_run(
        request,
        actor,
        payment_masked(order),
        status=HTTPStatus.CREATED,
        make=lambda operation_id: services.payment_process(actor=actor, order=order, operation_id=operation_id),
    )


@merchant
def payment_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer one page of the merchant's history."""
    query = web.query(request, PaymentQuery)
    services.audit_read(actor=actor, action="payment.listed", subject=f"merchant:{actor.merchant_id}")
    return web.json_response(services.payment_list(merchant_id=actor.merchant_id, query=query))


@merchant
def payment_get(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Answer one payment."""
    web.no_query(request)
    tx = services.payment_get(merchant_id=actor.merchant_id, payment_id=payment_id)
    services.audit_read(actor=actor, action="payment.read", subject=f"payment:{tx.id}")
    return web.json_response(services.payments_wire([tx])[0], headers={"ETag": f'"v{tx.version}"'})


@merchant
def payment_events(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Answer a payment's history, oldest first."""
    web.no_query(request)
    steps = services.payment_events(merchant_id=actor.merchant_id, payment_id=payment_id)
    services.audit_read(actor=actor, action="payment.read", subject=f"payment:{payment_id}")
    return web.json_response({"data": steps})


@merchant
def payment_capture(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Take what was reserved, or a part."""
    web.no_query(request)
    order = web.body(request, CaptureOrder)
    return order_run(
        request,
        actor,
        order,
        status=HTTPStatus.OK,
        make=lambda _operation_id: services.payment_capture(actor=actor, payment_id=payment_id, order=order),
    )


@merchant
def payment_cancel(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Call a payment off."""
    web.no_query(request)
    order = web.body(request, Nothing)
    return order_run(
        request,
        actor,
        order,
        status=HTTPStatus.OK,
        make=lambda _operation_id: services.payment_cancel(actor=actor, payment_id=payment_id),
    )


@merchant
def refund_create(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Give back all or a part of a payment."""
    web.no_query(request)
    order = web.body(request, RefundOrder)
    return order_run(
        request,
        actor,
        order,
        status=HTTPStatus.CREATED,
        make=lambda operation_id: services.refund_create(
            actor=actor, payment_id=payment_id, order=order, operation_id=operation_id
        ),
    )


@merchant
def payout_create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Pay a customer."""
    web.no_query(request)
    order = web.body(request, PayoutOrder)
    return order_run(
        request,
        actor,
        order,
        status=HTTPStatus.CREATED,
        make=lambda operation_id: services.payout_create(actor=actor, order=order, operation_id=operation_id),
    )
