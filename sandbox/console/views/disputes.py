"""Disputes about a shop's payments: the list, one with its messages, and the shop's answer."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from sandbox.console.access import redirect, signed_in
from sandbox.console.cases import dispute_find, dispute_parts, dispute_state, messages_of, order_of, waits
from sandbox.console.forms import Errors, amount_read, fields, shown
from sandbox.console.once import attempt
from sandbox.console.shell import form_page, page
from sandbox.console.words import REASONS, amount, long_time
from sandbox.merchants import services
from sandbox.merchants.services import Actor
from sandbox.merchants.storage import emails
from sandbox.payments.api.uploads import file_response
from sandbox.payments.domain.disputes import Dispute
from sandbox.payments.services import upload_read_of_merchant

_HERE: Final = "/console/disputes"
_ANSWERS: Final = ("all", "part", "no")


@signed_in
def dispute_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits for an answer, then the others."""
    parts = dispute_parts(actor.merchant_id)
    return page(request, actor, "cases.html", {"here": _HERE, "heading": "Disputes", "parts": parts})


@signed_in
def dispute_page(request: HttpRequest, actor: Actor, dispute_id: str) -> HttpResponse:
    """Show one dispute."""
    return _shown(request, actor, dispute_find(actor.merchant_id, dispute_id))


@signed_in
def dispute_decide(request: HttpRequest, actor: Actor, dispute_id: str) -> HttpResponse:
    """Answer: offer all or a part, which the customer then takes or not, or say no, and the operator decides."""
    dispute = dispute_find(actor.merchant_id, dispute_id)
    form = fields(request, "answer", "amount", "message")
    offer, errors = _answer(form, dispute)
    if not errors:
        errors = _send(request, actor, dispute, form, offer)
    if errors:
        return _shown(request, actor, dispute, form=form, errors=errors)
    return redirect(f"{_HERE}/{dispute_id}?done=answered")


@signed_in
def file_get(_request: HttpRequest, actor: Actor, upload_id: str) -> HttpResponse:
    """Give the shop a file of one of its cases, to keep and not to be shown."""
    upload, content = upload_read_of_merchant(merchant_id=actor.merchant_id, upload_id=upload_id)
    return file_response(upload.name, upload.media_type, content)


def _answer(form: dict[str, str], dispute: Dispute) -> tuple[int | None, Errors]:
    errors = {} if form["message"] else {"message": "Write a message: the customer reads it."}
    if form["answer"] not in _ANSWERS:
        return None, {"answer": "Choose an answer.", **errors}
    if form["answer"] != "part":
        return (dispute.amount if form["answer"] == "all" else None), errors
    value, wrong = amount_read(form["amount"], dispute.currency)
    return value, {**errors, **wrong}


def _send(request: HttpRequest, actor: Actor, dispute: Dispute, form: dict[str, str], offer: int | None) -> Errors:
    _made, errors = attempt(
        request,
        actor,
        body=form,
        make=lambda _operation_id: (
            services.dispute_answer(actor=actor, dispute=dispute, offer=offer, note=form["message"]).id
        ),
        names=("amount", "message"),
    )
    return errors


def _shown(
    request: HttpRequest,
    actor: Actor,
    dispute: Dispute,
    *,
    form: dict[str, str] | None = None,
    errors: Errors | None = None,
) -> HttpResponse:
    context = {
        "here": _HERE,
        "id": dispute.id,
        **_dispute(dispute),
        **_payment(actor, dispute),
        "form": shown(form) if form else {"answer": "all", "amount": "", "message": ""},
    }
    return form_page(request, actor, "dispute.html", context, errors)


def _dispute(dispute: Dispute) -> dict[str, Any]:
    offered = dispute.offer_amount
    return {
        "case": dispute.case_number,
        "amount": amount(dispute.amount, dispute.currency),
        "customer": emails([dispute.customer_id]).get(dispute.customer_id, dispute.customer_id),
        "reason": REASONS.get(dispute.reason, dispute.reason),
        "open": waits(dispute),
        "answer_by": long_time(dispute.respond_by) if dispute.respond_by else None,
        "state_now": dispute_state(dispute),
        "offered": amount(offered, dispute.currency).text if offered is not None else None,
        "messages": messages_of(dispute.id),
    }


def _payment(actor: Actor, dispute: Dispute) -> dict[str, Any]:
    if dispute.transaction_id is None:
        return {"payment_id": None, "order": dispute.case_number, "paid": None}
    payment = services.payment_get(merchant_id=actor.merchant_id, payment_id=dispute.transaction_id)
    paid = f"{amount(payment.amount, payment.currency).text}, {long_time(payment.created_at)}"
    return {"payment_id": payment.id, "order": order_of(payment), "paid": paid}
