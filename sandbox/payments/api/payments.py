"""``POST /v1/payments`` and ``/v1/merchants``: paying again whom the customer knows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.accounts import whole
from sandbox.payments.api.callers import customer, step_up_of
from sandbox.payments.api.orders import order_read, order_run
from sandbox.payments.domain.orders import PaymentOrder, payment_check


@customer
def payment_create(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Pay: validate, idempotency, step-up where the amount asks for one, funds; done with the answer."""
    key, order = order_read(request, PaymentOrder, payment_check)
    proof = step_up_of(request)
    return order_run(
        request,
        customer_id,
        key=key,
        order=order,
        create=lambda operation_id: services.payment_create(
            customer_id=customer_id, order=order, proof=proof, operation_id=operation_id
        ),
    )


@customer
def merchant_list(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer the merchants the customer dealt with, a hundred at most, as one page."""
    web.no_query(request)
    return web.json_response(whole(services.merchant_list(customer_id=customer_id)))


@customer
def merchant_get(request: HttpRequest, customer_id: str, merchant_id: str) -> HttpResponse:
    """Answer one merchant the customer dealt with."""
    web.no_query(request)
    return web.json_response(services.merchant_get(customer_id=customer_id, merchant_id=merchant_id))
