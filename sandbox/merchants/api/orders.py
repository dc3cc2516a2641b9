"""Orders of a merchant over HTTP: carried out once per key, the first answer kept and given again."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox.merchants.services import Actor, payments_wire
from sandbox.payments.api.callers import as_problem
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.idempotency import Answer, key_read
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services import operation_run
from sandbox.problems import problem_response


def order_run(
    request: HttpRequest, actor: Actor, order: Any, *, status: HTTPStatus, make: Callable[[str], Transaction]
) -> HttpResponse:
    """Answer ``status`` with the transaction that ``make`` makes of an operation's id.

    ``order`` is what tells one body from another under the same key; it must hold no card number, for its hash is kept.
    """
    outcome = operation_run(
        customer_id=f"merchant:{actor.merchant_id}",
        route=f"{request.method} {request.path_info.removeprefix('/payments')}"[:100],
        key=key_read(request.headers.get("Idempotency-Key")),
        body=order,
        work=lambda operation_id: _made(make(operation_id), status),
        refusal=lambda refused: _refused(request, refused),
    )
    headers = {**outcome.answer.headers, **({"Idempotent-Replayed": "true"} if outcome.replayed else {})}
    return HttpResponse(outcome.answer.body, status=outcome.answer.status, headers=headers)


def _made(tx: Transaction, status: HTTPStatus) -> Answer:
    headers = {"ETag": f'"v{tx.version}"', "Content-Type": "application/json"}
    location = {"Location": f"/v1/merchant/payments/{tx.id}"} if status == HTTPStatus.CREATED else {}
    return Answer(status, msgspec.json.encode(payments_wire([tx])[0]).decode(), headers | location)


def _refused(request: HttpRequest, refused: Refused) -> Answer:
    response = problem_response(request, as_problem(refused))
    return Answer(response.status_code, response.content.decode(), dict(response.items()))
