"""``POST /v1/deposits``: validate, idempotency, limits, transaction, bank, in this order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.payments.api.orders import order_read, order_run
from sandbox.payments.domain.orders import DepositOrder, deposit_check


@customer
def deposit_create(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Start a deposit; answers 201 with the transaction, also while it waits for its customer or its bank."""
    key, order = order_read(request, DepositOrder, deposit_check)
    return order_run(
        request,
        customer_id,
        key=key,
        order=order,
        create=lambda operation_id: services.deposit_create(
            customer_id=customer_id, order=order, operation_id=operation_id
        ),
    )
