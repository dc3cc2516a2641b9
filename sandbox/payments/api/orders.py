"""Orders that move money over HTTP: validate, idempotency, then the use case, its first answer kept and given again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.callers import as_problem
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.idempotency import Answer, key_read
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import transaction_wire
from sandbox.problems import problem_response

Order = TypeVar("Order", bound=msgspec.Struct)
_LONGEST_ROUTE: Final = 200  # as much as a kept key has room for; no id of ours makes a longer one


def order_read(request: HttpRequest, shape: type[Order], check: Callable[[Order], None]) -> tuple[str, Order]:
    """Return the idempotency key and the checked order of a request without parameters. Raises Refused for either."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))
    order = web.body(request, shape)
    check(order)
    return key, order


def order_run(
    request: HttpRequest, customer_id: str, *, key: str, order: msgspec.Struct, create: Callable[[str], Transaction]
) -> HttpResponse:
    """Answer 201 with the transaction that ``create`` makes of an operation's id, also while the bank is not done."""
    return once_run(request, customer_id, key=key, body=order, work=lambda operation_id: _created(create(operation_id)))


def once_run(
    request: HttpRequest, customer_id: str, *, key: str, body: object, work: Callable[[str], Answer]
) -> HttpResponse:
    """Answer what ``work`` makes of an operation's id, once per customer, route and key; its first answer is kept."""
    route = f"{request.method} {request.path_info.removeprefix('/payments')}"
    if len(route) > _LONGEST_ROUTE:
        raise Refused("not_found", "There is no such resource.")
    outcome = services.operation_run(
        customer_id=customer_id,
        route=route,
        key=key,
        body=body,
        work=work,
        refusal=lambda refused: _refused(request, refused),
    )
    headers = {**outcome.answer.headers, **({"Idempotent-Replayed": "true"} if outcome.replayed else {})}
    return HttpResponse(outcome.answer.body, status=outcome.answer.status, headers=headers)


def resource_answer(status: int, document: object, *, version: int, location: str | None = None) -> Answer:
    """Return the answer that shows a resource, and names its address when it has just been made."""
    headers = {"ETag": f'"v{version}"', "Content-Type": "application/json"}
    made = {"Location": location} if location else {}
    return Answer(status, msgspec.json.encode(document).decode(), made | headers)


def _created(tx: Transaction) -> Answer:
    return resource_answer(201, transaction_wire(tx), version=tx.version, location=f"/v1/transactions/{tx.id}")


def _refused(request: HttpRequest, refused: Refused) -> Answer:
    response = problem_response(request, as_problem(refused))
    return Answer(response.status_code, response.content.decode(), dict(response.items()))
