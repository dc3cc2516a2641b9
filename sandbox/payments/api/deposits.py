"""``POST /v1/deposits``: validate, idempotency, limits, transaction, bank, in this order."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.callers import as_problem, customer
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.idempotency import Answer, key_read
from sandbox.payments.domain.orders import DepositOrder, order_check
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import transaction_wire
from sandbox.problems import problem_response

_ROUTE = "POST /v1/deposits"


@customer
def deposit_create(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Start a deposit; answers 201 with the transaction, also while it waits for its customer or its bank."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))
    order = web.body(request, DepositOrder)
    order_check(order)
    outcome = services.operation_run(
        customer_id=customer_id,
        route=_ROUTE,
        key=key,
        body=order,
        work=lambda operation_id: _created(
            services.deposit_create(customer_id=customer_id, order=order, operation_id=operation_id)
        ),
        refusal=lambda refused: _refused(request, refused),
    )
    return _response(outcome.answer, replayed=outcome.replayed)


def _created(tx: Transaction) -> Answer:
    headers = {"Location": f"/v1/transactions/{tx.id}", "ETag": f'"v{tx.version}"', "Content-Type": "application/json"}
    return Answer(201, msgspec.json.encode(transaction_wire(tx)).decode(), headers)


def _refused(request: HttpRequest, refused: Refused) -> Answer:
    response = problem_response(request, as_problem(refused))
    return Answer(response.status_code, response.content.decode(), dict(response.items()))


def _response(answer: Answer, *, replayed: bool) -> HttpResponse:
    headers = {**answer.headers, **({"Idempotent-Replayed": "true"} if replayed else {})}
    return HttpResponse(answer.body, status=answer.status, headers=headers)
