"""``/v1/refund-requests``: asking a merchant for money back, and what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.payments.api.orders import once_run, resource_answer
from sandbox.payments.domain.disputes import MessageOrder
from sandbox.payments.domain.idempotency import Answer, key_read
from sandbox.payments.domain.refunds import RefundOrder, RefundQuery, refund_order_check


@customer
def refund_request_create(request: HttpRequest, customer_id: str, transaction_id: str) -> HttpResponse:
    """Ask for a refund of this payment: validate, idempotency, then what is still refundable."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))
    order = web.body(request, RefundOrder)
    refund_order_check(order)

    def work(operation_id: str) -> Answer:
        made = services.refund_request_create(
            customer_id=customer_id, transaction_id=transaction_id, order=order, operation_id=operation_id
        )
        document = services.refund_request_get(customer_id=customer_id, request_id=made.id)
        where = f"/v1/refund-requests/{made.id}"
        return resource_answer(201, document, version=document["version"], location=where)

    return once_run(request, customer_id, key=key, body=order, work=work)


@customer
def refund_request_list(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer one page of the customer's refund requests, newest first."""
    query = web.query(request, RefundQuery)
    return web.json_response(services.refund_request_list(customer_id=customer_id, query=query))


@customer
def refund_request_get(request: HttpRequest, customer_id: str, request_id: str) -> HttpResponse:
    """Answer one refund request."""
    web.no_query(request)
    found = services.refund_request_get(customer_id=customer_id, request_id=request_id)
    return web.json_response(found, headers={"ETag": f'"v{found["version"]}"'})


@customer
def refund_message_send(request: HttpRequest, customer_id: str, request_id: str) -> HttpResponse:
    """Add a message of the customer's."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))
    order = web.body(request, MessageOrder)

    def work(operation_id: str) -> Answer:
        document = services.refund_message_send(
            customer_id=customer_id, request_id=request_id, order=order, operation_id=operation_id
        )
        return resource_answer(200, document, version=document["version"])

    return once_run(request, customer_id, key=key, body=order, work=work)


@customer
def refund_request_cancel(request: HttpRequest, customer_id: str, request_id: str) -> HttpResponse:
    """Take a request back before it is answered. It needs no body."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))

    def work(_operation_id: str) -> Answer:
        document = services.refund_request_cancel(customer_id=customer_id, request_id=request_id)
        return resource_answer(200, document, version=document["version"])

    return once_run(request, customer_id, key=key, body=None, work=work)


@customer
def refund_request_escalate(request: HttpRequest, customer_id: str, request_id: str) -> HttpResponse:
    """Have the operator look at what the merchant refused or is late with. It needs no body."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))

    def work(operation_id: str) -> Answer:
        document = services.refund_request_escalate(
            customer_id=customer_id, request_id=request_id, operation_id=operation_id
        )
        return resource_answer(200, document, version=document["version"])

    return once_run(request, customer_id, key=key, body=None, work=work)
