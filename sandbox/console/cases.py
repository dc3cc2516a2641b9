"""Refund requests and disputes as their merchant sees them: which wait for an answer, which were answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sandbox.clock import rfc3339
from sandbox.console.words import State, amount, when
from sandbox.merchants.storage import emails
from sandbox.payments.domain.cases import Message
from sandbox.payments.domain.disputes import Dispute
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.refunds import RefundFilter, RefundRequest
from sandbox.payments.models import Dispute as DisputeRow
from sandbox.payments.models import RefundRequest as RequestRow
from sandbox.payments.models import Transaction
from sandbox.payments.services.disputes import dispute_list_of_merchant

_WAITING: Final = ("requested",)
_ANSWERED: Final = ("approved", "processing", "succeeded", "rejected", "failed", "cancelled")
_SHOWN: Final = 100
_REQUESTS: Final = {
    "requested": State("Waiting for you", "circle-alert", "wait"),
    "approved": State("You said yes", "circle-check", "ok"),
    "processing": State("You said yes", "clock", "go"),
    "succeeded": State("Refunded", "undo-2", ""),
    "rejected": State("You said no", "ban", ""),
    "failed": State("Could not be paid", "octagon-x", "fail"),
    "cancelled": State("Taken back", "circle-minus", ""),
}
_TURNS: Final = {
    "merchant": State("Waiting for you", "circle-alert", "wait"),
    "customer": State("With the customer", "clock", "go"),
    "operator": State("With the operator", "clock", "go"),
}
# The outcome is the customer's side of it; here the merchant reads.
_OUTCOMES: Final = {
    "customer": State("Decided for the customer", "undo-2", ""),
    "merchant": State("Decided for you", "circle-check", "ok"),
    "withdrawn": State("Withdrawn", "circle-minus", ""),
}
_SENDERS: Final = {"customer": "The customer", "merchant": "You", "operator": "The operator", "system": "Selfcare"}
Parts = list[tuple[str, list[dict[str, Any]], str]]


class Waiting(NamedTuple):
    """How many cases wait for a merchant's answer."""

    requests: int
    disputes: int


def waiting_count(merchant_id: str) -> Waiting:
    return Waiting(
        RequestRow.objects.filter(merchant_id=merchant_id, status__in=_WAITING).count(),
        DisputeRow.objects.filter(merchant_id=merchant_id, waiting_on="merchant").exclude(status="closed").count(),
    )


def waiting_of(transaction_id: str) -> str | None:
    """Return the id of the refund request of a payment that waits for an answer."""
    rows = RequestRow.objects.filter(transaction_id=transaction_id, status__in=_WAITING).order_by("created_at")
    return rows.values_list("id", flat=True).first()


def request_parts(merchant_id: str) -> Parts:
    """Return the page's two lists: heading, rows, what to say when there are none."""
    return [
        ("Waiting for your answer", _requests(merchant_id, _WAITING), "Nothing waits for your answer."),
        ("Answered", _requests(merchant_id, _ANSWERED), "You have answered none yet."),
    ]


def dispute_parts(merchant_id: str) -> Parts:
    """Return the page's two lists, likewise."""
    found = dispute_list_of_merchant(merchant_id=merchant_id)
    waiting = [each for each in found if waits(each)]
    others = [each for each in found if not waits(each)]
    return [
        ("Waiting for your answer", _rows(waiting, dispute_state), "Nothing waits for your answer."),
        ("With others, and closed", _rows(others, dispute_state), "There are none."),
    ]


def request_find(merchant_id: str, request_id: str) -> RefundRequest:
    """Return the merchant's refund request. Raises Refused ``not_found`` for another's."""
    found = plugs.store().refund_request_get(None, request_id)
    if found is None or found.merchant_id != merchant_id:
        raise Refused("not_found", "There is no such refund request.")
    return found


def dispute_find(merchant_id: str, dispute_id: str) -> Dispute:
    """Return the dispute about one of the merchant's payments. Raises Refused ``not_found`` for another's."""
    known = (each for each in dispute_list_of_merchant(merchant_id=merchant_id) if each.id == dispute_id)
    found = next(known, None)
    if found is None:
        raise Refused("not_found", "There is no such dispute.")
    return found


def request_state(request: RefundRequest) -> State:
    return _REQUESTS.get(request.status, State(request.status.capitalize(), "circle-help", ""))


def dispute_state(dispute: Dispute) -> State:
    """Return how a dispute stands, as its merchant reads it."""
    if dispute.status == "closed":
        return _OUTCOMES.get(dispute.outcome or "", State("Closed", "circle-minus", ""))
    return _TURNS.get(dispute.waiting_on or "", State("Open", "circle-help", ""))


def waits(dispute: Dispute) -> bool:
    """Whether it is the merchant's turn."""
    return dispute.status != "closed" and dispute.waiting_on == "merchant"


def messages_of(case_id: str) -> list[dict[str, Any]]:
    """Return what customer, merchant and operator wrote about a case, oldest first."""
    return [_message(each) for each in plugs.store().message_list(case_id)]


def _message(message: Message) -> dict[str, Any]:
    return {
        "who": message.name or _SENDERS[message.sender],
        "text": message.text,
        "when": when(message.at),
        "iso": rfc3339(message.at),
        "files": [(file.id, file.name) for file in message.attachments],
    }


def order_of(tx: Transaction | Any) -> str:
    """Return what a merchant calls a payment."""
    return tx.ref_merchant or tx.ref_provider or str(tx.id)


def _requests(merchant_id: str, status: tuple[str, ...]) -> list[dict[str, Any]]:
    where = RefundFilter(merchant_id=merchant_id, status=status)
    return _rows(plugs.store().refund_request_page(None, where, None, count=_SHOWN), request_state)


def _rows(found: Sequence[Any], state_of: Any) -> list[dict[str, Any]]:
    addresses = emails(each.customer_id for each in found)
    payments = Transaction.objects.in_bulk([each.transaction_id for each in found if each.transaction_id])
    return [
        {
            "id": each.id,
            "case": each.case_number,
            "order": order_of(payments[each.transaction_id]) if each.transaction_id in payments else "",
            "customer": addresses.get(each.customer_id, each.customer_id),
            "state": (state := state_of(each)),
            "when": _answer_by(each.respond_by) if state.tone == "wait" else when(each.updated_at),
            "amount": amount(each.amount, each.currency),
        }
        for each in found
    ]


def _answer_by(at: datetime | None) -> str:
    return f"Answer by {when(at)}" if at else ""
