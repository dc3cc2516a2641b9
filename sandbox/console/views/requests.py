"""Refund requests: the list, and answering one."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from sandbox.console.access import redirect, signed_in
from sandbox.console.cases import messages_of, order_of, request_find, request_parts, request_state
from sandbox.console.forms import Errors, amount_read, fields, shown
from sandbox.console.once import attempt
from sandbox.console.shell import form_page, page
from sandbox.console.words import REASONS, amount, long_time
from sandbox.merchants import services
from sandbox.merchants.services import Actor
from sandbox.merchants.storage import emails
from sandbox.payments.domain.refunds import RefundRequest
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services.refund_messages import refund_request_seen

_HERE: Final = "/console/requests"
_ANSWERS: Final = ("all", "part", "no", "write")


@signed_in
def request_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits for an answer, then what was answered."""
    parts = request_parts(actor.merchant_id)
    return page(request, actor, "cases.html", {"here": _HERE, "heading": "Refund requests", "parts": parts})


@signed_in
def request_page(request: HttpRequest, actor: Actor, request_id: str) -> HttpResponse:
    """Show one request, and that the merchant saw it is told to the customer."""
    request_find(actor.merchant_id, request_id)
    seen = refund_request_seen(request_id=request_id, merchant_id=actor.merchant_id)
    return _shown(request, actor, seen)


@signed_in
def request_decide(request: HttpRequest, actor: Actor, request_id: str) -> HttpResponse:
    """Answer a request, or only write to its customer; what is said yes to is refunded in the same moment."""
    asked = request_find(actor.merchant_id, request_id)
    form = fields(request, "answer", "amount", "message")
    value, errors = _answer(form, asked)
    if not errors:
        errors = _send(request, actor, asked, form, value)
    if errors:
        return _shown(request, actor, asked, form=form, errors=errors)
    done = "written" if form["answer"] == "write" else "answered"
    return redirect(f"/console/requests/{request_id}?done={done}")


def _answer(form: dict[str, str], asked: RefundRequest) -> tuple[int | None, Errors]:
    if form["answer"] not in _ANSWERS:
        return None, {"answer": "Choose an answer."}
    if form["answer"] == "no" and not form["message"]:
        return None, {"message": "Say why: the customer reads it."}
    if form["answer"] == "write" and not form["message"]:
        return None, {"message": "Write a message: the customer reads it."}
    if form["answer"] == "part":
        return amount_read(form["amount"], asked.currency)
    return None, {}


def _send(request: HttpRequest, actor: Actor, asked: RefundRequest, form: dict[str, str], value: int | None) -> Errors:
    _made, errors = attempt(
        request,
        actor,
        body={**form, "request": asked.id},
        make=lambda _operation_id: _answered(actor, asked, form, value).id,
        names=("amount", "message"),
    )
    return errors


def _answered(actor: Actor, asked: RefundRequest, form: dict[str, str], value: int | None) -> RefundRequest:
    text = form["message"]
    if form["answer"] == "write":
        return services.request_write(actor=actor, request=asked, text=text)
    approve = form["answer"] != "no"
    return services.request_decide(actor=actor, request=asked, approve=approve, amount=value, note=text or None)


def _shown(
    request: HttpRequest,
    actor: Actor,
    asked: RefundRequest,
    *,
    form: dict[str, str] | None = None,
    errors: Errors | None = None,
) -> HttpResponse:
    payment = services.payment_get(merchant_id=actor.merchant_id, payment_id=asked.transaction_id)
    context = {
        "here": _HERE,
        "id": asked.id,
        **_request(asked, payment),
        "form": shown(form) if form else {"answer": "all", "amount": "", "message": ""},
    }
    return form_page(request, actor, "decide.html", context, errors)


def _request(asked: RefundRequest, payment: Transaction) -> dict[str, Any]:
    given = asked.decided_amount
    decided = f"{amount(given, asked.currency).text}, " if given is not None else ""
    return {
        "order": order_of(payment),
        "payment_id": payment.id,
        "amount": amount(asked.amount, asked.currency),
        "customer": emails([asked.customer_id]).get(asked.customer_id, asked.customer_id),
        "reason": REASONS.get(asked.reason, asked.reason),
        "note": asked.note,
        "messages": messages_of(asked.id),
        "paid": f"{amount(payment.amount, payment.currency).text}, {long_time(payment.created_at)}",
        "open": asked.status == "requested",
        "answer_by": long_time(asked.respond_by),
        "state_now": request_state(asked),
        "decided": f"{decided}{long_time(asked.decided_at)}" if asked.decided_at else None,
        "decision_note": asked.decision_note,
    }
