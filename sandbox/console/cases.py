"""Refund requests as their merchant sees them: which wait, which are answered."""

from __future__ import annotations

from typing import Any, Final

from sandbox.console.words import State, amount, when
from sandbox.merchants.storage import emails
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.refunds import RefundFilter, RefundRequest
from sandbox.payments.models import RefundRequest as Row
from sandbox.payments.models import Transaction

_WAITING: Final = ("requested",)
_ANSWERED: Final = ("approved", "processing", "succeeded", "rejected", "failed", "cancelled")
_SHOWN: Final = 100
_STATES: Final = {
    "requested": State("Waiting for you", "circle-alert", "wait"),
    "approved": State("You said yes", "circle-check", "ok"),
    "processing": State("You said yes", "clock", "go"),
    "succeeded": State("Refunded", "undo-2", ""),
    "rejected": State("You said no", "ban", ""),
    "failed": State("Could not be paid", "octagon-x", "fail"),
    "cancelled": State("Taken back", "circle-minus", ""),
}


def waiting_count(merchant_id: str) -> int:
    """Return how many refund requests wait for the merchant's answer."""
    return Row.objects.filter(merchant_id=merchant_id, status__in=_WAITING).count()


def waiting_of(transaction_id: str) -> str | None:
    """Return the id of the refund request of a payment that waits for an answer."""
    rows = Row.objects.filter(transaction_id=transaction_id, status__in=_WAITING).order_by("created_at")
    return rows.values_list("id", flat=True).first()


def request_parts(merchant_id: str) -> list[tuple[str, list[dict[str, Any]], str]]:
    """Return the page's two lists: heading, rows, what to say when there are none."""
    return [
        ("Waiting for your answer", _rows(merchant_id, _WAITING), "Nothing waits for your answer."),
        ("Answered", _rows(merchant_id, _ANSWERED), "You have answered none yet."),
    ]


def request_find(merchant_id: str, request_id: str) -> RefundRequest | None:
    """Return the merchant's refund request, None for another's."""
    found = plugs.store().refund_request_get(None, request_id)
    return found if found is not None and found.merchant_id == merchant_id else None


def request_state(request: RefundRequest) -> State:
    return _STATES.get(request.status, State(request.status.capitalize(), "circle-help", ""))


def _rows(merchant_id: str, status: tuple[str, ...]) -> list[dict[str, Any]]:
    where = RefundFilter(merchant_id=merchant_id, status=status)
    found = plugs.store().refund_request_page(None, where, None, count=_SHOWN)
    addresses = emails(request.customer_id for request in found)
    orders = dict(
        Transaction.objects.filter(id__in=[each.transaction_id for each in found]).values_list("id", "ref_merchant")
    )
    return [
        {
            "id": each.id,
            "case": each.case_number,
            "order": orders.get(each.transaction_id) or "No order number",
            "customer": addresses.get(each.customer_id, each.customer_id),
            "state": request_state(each),
            "when": f"Answer by {when(each.respond_by)}" if each.status == "requested" else when(each.updated_at),
            "amount": amount(each.amount, each.currency),
        }
        for each in found
    ]
