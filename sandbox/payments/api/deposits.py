"""``POST /v1/deposits``: validate, idempotency, limits, transaction, bank, in this order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.payments.api.orders import order_run
from sandbox.payments.domain.idempotency import key_read
from sandbox.payments.domain.orders import DepositOrder, deposit_check


@customer
def deposit_create(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Start a deposit; answers 201 with the transaction, also while it waits for its customer or its bank."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))
    order = web.body(request, DepositOrder)
    deposit_check(order)
    return order_run(
        request,
        customer_id,
        key=key,
        order=order,
        create=lambda operation_id: services.deposit_create(
            customer_id=customer_id, order=order, operation_id=operation_id
        ),
    )
