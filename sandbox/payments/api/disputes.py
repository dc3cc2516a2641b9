"""``/v1/disputes``: what a customer says is wrong, and what they do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.payments.api.orders import once_run, resource_answer
from sandbox.payments.domain.disputes import Dispute, DisputeOrder, DisputeQuery, MessageOrder, OfferAnswer
from sandbox.payments.domain.idempotency import Answer, key_read

_OK, _CREATED = 200, 201
T = TypeVar("T")


@customer
def dispute_list(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer one page of the customer's disputes, without their messages."""
    query = web.query(request, DisputeQuery)
    return web.json_response(services.dispute_list(customer_id=customer_id, query=query))


@customer
def dispute_get(request: HttpRequest, customer_id: str, dispute_id: str) -> HttpResponse:
    """Answer one dispute with its history and messages."""
    web.no_query(request)
    dispute = services.dispute_get(customer_id=customer_id, dispute_id=dispute_id)
    return web.json_response(services.dispute_document(dispute=dispute), headers={"ETag": f'"v{dispute.version}"'})


@customer
def dispute_create(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Open a dispute about what is not here: a deposit that did not come, a charge that cannot be found."""
    return _opened(request, customer_id, None)


@customer
def dispute_create_about(request: HttpRequest, customer_id: str, transaction_id: str) -> HttpResponse:
    """Open a dispute about one of the customer's transactions."""
    return _opened(request, customer_id, transaction_id)


@customer
def dispute_message_send(request: HttpRequest, customer_id: str, dispute_id: str) -> HttpResponse:
    """Add a message of the customer's."""
    return _done(
        request,
        customer_id,
        web.body(request, MessageOrder),
        lambda order, operation_id: services.dispute_message_send(
            customer_id=customer_id, dispute_id=dispute_id, order=order, operation_id=operation_id
        ),
    )


@customer
def dispute_answer(request: HttpRequest, customer_id: str, dispute_id: str) -> HttpResponse:
    """Take or refuse what is offered."""
    return _done(
        request,
        customer_id,
        web.body(request, OfferAnswer),
        lambda order, operation_id: services.offer_answer(
            customer_id=customer_id, dispute_id=dispute_id, accept=order.accept, operation_id=operation_id
        ),
    )


@customer
def dispute_withdraw(request: HttpRequest, customer_id: str, dispute_id: str) -> HttpResponse:
    """Close the dispute without money. It needs no body."""
    return _done(
        request,
        customer_id,
        None,
        lambda _order, operation_id: services.dispute_withdraw(
            customer_id=customer_id, dispute_id=dispute_id, operation_id=operation_id
        ),
    )


@customer
def dispute_escalate(request: HttpRequest, customer_id: str, dispute_id: str) -> HttpResponse:
    """Have the operator take over what is late. It needs no body."""
    return _done(
        request,
        customer_id,
        None,
        lambda _order, operation_id: services.dispute_escalate(
            customer_id=customer_id, dispute_id=dispute_id, operation_id=operation_id
        ),
    )


def _opened(request: HttpRequest, customer_id: str, transaction_id: str | None) -> HttpResponse:
    return _done(
        request,
        customer_id,
        web.body(request, DisputeOrder),
        lambda order, operation_id: services.dispute_open(
            customer_id=customer_id, order=order, operation_id=operation_id, transaction_id=transaction_id
        ),
        status=_CREATED,
    )


def _done(
    request: HttpRequest, customer_id: str, order: T, act: Callable[[T, str], Dispute], *, status: int = _OK
) -> HttpResponse:
    """Do what was asked once per key, and answer the dispute as it is then."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))

    def work(operation_id: str) -> Answer:
        dispute = act(order, operation_id)
        location = f"/v1/disputes/{dispute.id}" if status == _CREATED else None
        document = services.dispute_document(dispute=dispute)
        return resource_answer(status, document, version=dispute.version, location=location)

    return once_run(request, customer_id, key=key, body=order, work=work)
