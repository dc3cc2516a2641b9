"""Orders that move money over HTTP: validate, idempotency, then the use case, its first answer kept and given again."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox.payments import services
from sandbox.payments.api.callers import as_problem
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.idempotency import Answer
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import transaction_wire
from sandbox.problems import problem_response


def order_run(
    request: HttpRequest, customer_id: str, *, key: str, order: msgspec.Struct, create: Callable[[str], Transaction]
) -> HttpResponse:
    """Answer 201 with the transaction that ``create`` makes of an operation's id, also while the bank is not done."""
    outcome = services.operation_run(
        customer_id=customer_id,
        route=f"{request.method} {request.path_info.removeprefix('/payments')}",
        key=key,
        body=order,
        work=lambda operation_id: _created(create(operation_id)),
        refusal=lambda refused: _refused(request, refused),
    )
    headers = {**outcome.answer.headers, **({"Idempotent-Replayed": "true"} if outcome.replayed else {})}
    return HttpResponse(outcome.answer.body, status=outcome.answer.status, headers=headers)


def _created(tx: Transaction) -> Answer:
    headers = {"Location": f"/v1/transactions/{tx.id}", "ETag": f'"v{tx.version}"', "Content-Type": "application/json"}
    return Answer(201, msgspec.json.encode(transaction_wire(tx)).decode(), headers)


def _refused(request: HttpRequest, refused: Refused) -> Answer:
    response = problem_response(request, as_problem(refused))
    return Answer(response.status_code, response.content.decode(), dict(response.items()))
