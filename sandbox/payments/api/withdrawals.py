"""``POST /v1/withdrawals`` and ``POST /v1/quotes``: money out, and what an order either way would cost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.callers import customer, step_up_of
from sandbox.payments.api.orders import order_read, order_run
from sandbox.payments.domain.orders import QuoteOrder, WithdrawalOrder, quote_check, withdrawal_check


@customer
def withdrawal_create(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Start a withdrawal: validate, idempotency, step-up, limits, funds, bank, in this order.

    401 ``step_up_required`` (RFC 9470) is not kept: after the step-up the same key and body go on with the new token.
    """
    key, order = order_read(request, WithdrawalOrder, withdrawal_check)
    proof = step_up_of(request)
    return order_run(
        request,
        customer_id,
        key=key,
        order=order,
        create=lambda operation_id: services.withdrawal_create(
            customer_id=customer_id, order=order, proof=proof, operation_id=operation_id
        ),
    )


@customer
def quote_make(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer what the order would cost. It changes nothing, so it needs no Idempotency-Key and keeps no answer."""
    web.no_query(request)
    order = web.body(request, QuoteOrder)
    quote_check(order)
    return web.json_response(services.quote_make(customer_id=customer_id, order=order))
