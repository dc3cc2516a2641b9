"""``/v1/transactions/{id}/cancel``: stopping a transaction, and letting it go through after all."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.payments.api.orders import once_run, resource_answer
from sandbox.payments.domain.idempotency import Answer, key_read
from sandbox.payments.domain.orders import CancelOrder, cancel_check
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import transaction_wire


@customer
def transaction_cancel(request: HttpRequest, customer_id: str, transaction_id: str) -> HttpResponse:
    """Stop the transaction or ask the bank to; ``status`` and ``cancellation`` of the answer say which."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))
    order = web.body(request, CancelOrder)
    cancel_check(order)

    def work() -> Transaction:
        return services.transaction_cancel(customer_id=customer_id, transaction_id=transaction_id, order=order)

    return once_run(request, customer_id, key=key, body=order, work=_answering(work))


@customer
def transaction_keep(request: HttpRequest, customer_id: str, transaction_id: str) -> HttpResponse:
    """Take the wish to stop it back. It needs no body."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))

    def work() -> Transaction:
        return services.transaction_keep(customer_id=customer_id, transaction_id=transaction_id)

    return once_run(request, customer_id, key=key, body=None, work=_answering(work))


def _answering(work: Callable[[], Transaction]) -> Callable[[str], Answer]:
    def answer(_operation_id: str) -> Answer:
        tx = work()
        return resource_answer(200, transaction_wire(tx), version=tx.version)

    return answer
