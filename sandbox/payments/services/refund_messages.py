"""What customer and merchant tell each other about a refund request: that it was seen, and messages."""

from __future__ import annotations

from typing import Any, Final

from sandbox.payments.domain.cases import Actor, File, Note
from sandbox.payments.domain.disputes import MessageOrder
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.refunds import RefundRequest, may_write
from sandbox.payments.services.messages import files_find, message_add
from sandbox.payments.services.refund_requests import refund_request_change, refund_request_get

_CHANGED: Final = "refund.updated"


def refund_request_seen(*, request_id: str, merchant_id: str) -> RefundRequest:
    """Note that the merchant looked at a request, the first time they do. Raises Refused ``not_found``."""
    with plugs.store().atomic():
        request = _of_merchant(request_id, merchant_id)
        if request.opened_at is not None or request.status != "requested":
            return request
        return refund_request_change(request, _CHANGED, opened_at=plugs.now())


def refund_message_send(*, customer_id: str, request_id: str, order: MessageOrder, operation_id: str) -> dict[str, Any]:
    """Add the customer's message, once per operation, and return the request with it.

    Raises Refused: ``not_found``, ``invalid_state`` (409) for a request that is over or has a hundred messages,
    ``validation_failed`` for a text nobody could read or a file that is not the customer's.
    """
    store = plugs.store()
    with store.atomic():
        request = store.refund_request_lock(request_id)
        if request is None or request.customer_id != customer_id:
            raise _absent()
        if not store.case_was_done(request.id, operation_id):
            files = files_find(customer_id, order.attachments)
            _write(request, "customer", order.text, files=files, operation_id=operation_id)
    return refund_request_get(customer_id=customer_id, request_id=request_id)


def refund_message_answer(*, request_id: str, merchant_id: str, text: Note) -> RefundRequest:
    """Add the merchant's message to a request that is not over. Raises Refused as `refund_message_send`."""
    with plugs.store().atomic():
        return _write(_of_merchant(request_id, merchant_id), "merchant", text)


def _write(
    request: RefundRequest,
    sender: Actor,
    text: str,
    *,
    files: list[File] | None = None,
    operation_id: str | None = None,
) -> RefundRequest:
    if not may_write(request):
        raise Refused("invalid_state", "Nothing more can be written about this request.")
    name = request.merchant_name if sender == "merchant" else ""
    message_add(case_id=request.id, sender=sender, name=name, text=text, files=files or (), operation_id=operation_id)
    return refund_request_change(request, _CHANGED, messages=request.messages + 1)


def _of_merchant(request_id: str, merchant_id: str) -> RefundRequest:
    request = plugs.store().refund_request_lock(request_id)
    if request is None or request.merchant_id != merchant_id:
        raise _absent()
    return request


def _absent() -> Refused:
    return Refused("not_found", "There is no such resource.")
