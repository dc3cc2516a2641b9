"""Asking a merchant for money back, and taking a request back before it is answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from selfcare.domain import errors
from selfcare.http import AppRequest, display, page, redirect
from selfcare.rates import MONEY, limited
from transactions.domain import Transaction
from transactions.forms.requests import ALL, RefundForm
from transactions.forms.words import typed_back
from transactions.presenters.requests import refund_view, take_back_rows
from transactions.services.requests import (
    refund_request_cancel,
    refund_request_create,
    refund_request_get,
    transaction_now,
)
from transactions.views.context import context_of
from transactions.views.requests import (
    is_known,
    key_of,
    lead_on,
    malformed,
    new_key,
    offering,
    offers,
    over_page,
    places,
    subject_of,
    unsettled_answer,
)


@require_safe
def transaction_refund(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Ask how much, why, and for a message to the merchant."""
    if unsettled := unsettled_answer(request, "refund", transaction_id):
        return unsettled
    try:
        transaction = offering(request, transaction_id, "refund")
        return _refund_page(request, transaction, {"how": ALL, "why": "cancelled_order"})
    except errors.Conflict as error:
        return over_page(request, subject_of(error), error, "refund")


@limited(MONEY)
@require_POST
def transaction_refund_send(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Ask once, then lead to where it stands; a form that went stale is shown again with what is left now."""
    transaction = transaction_now(ctx=context_of(request), transaction_id=transaction_id)
    form = RefundForm(request.POST, currency=transaction.amount.currency, display=display(request))
    if not form.is_valid() and not form.is_ours:
        raise malformed(form)
    known = form.is_valid() and is_known(request, "refund", form.cleaned_data["key"])
    try:
        if not known and not offers(transaction, "refund"):
            return over_page(request, transaction, None, "refund")
        if not form.is_valid():
            return _refund_page(request, transaction, request.POST.dict(), form=form)
        return _refund_sent(request, transaction, form.cleaned_data)
    except errors.Conflict as error:
        return over_page(request, subject_of(error), error, "refund")


def _refund_sent(request: AppRequest, transaction: Transaction, sent: dict[str, Any]) -> HttpResponse:
    try:
        asked = refund_request_create(
            ctx=context_of(request),
            transaction=transaction,
            amount=sent["amount"],
            reason=sent["why"],
            note=sent["note"],
            expected=sent["expected"],
            form_key=sent["key"],
        )
    except errors.InvalidInput as error:
        return over_page(request, transaction, error, "refund", HTTPStatus.UNPROCESSABLE_ENTITY)
    if asked.error and asked.error.problem == "refundable_changed":
        fresh = offering(request, transaction.id, "refund")
        return _refund_page(request, fresh, request.POST.dict(), is_stale=True)
    return lead_on(request, asked, transaction.id, "refund")


@require_safe
def refund_request_take_back(request: AppRequest, request_id: str) -> HttpResponse:
    """Say what is taken back."""
    found = refund_request_get(ctx=context_of(request), request_id=request_id)
    if all(action.name != "cancel" for action in found.actions):
        transaction = transaction_now(ctx=context_of(request), transaction_id=found.transaction_id)
        return over_page(request, transaction, errors.Conflict("answered"), "refund")
    context = {
        "rows": take_back_rows(found, display=display(request)),
        "key": new_key(),
        "send_url": reverse("refund_request_take_back_send", args=[request_id]),
        **places(found.transaction_id, found.case_number),
    }
    return page(request, "transactions/requests/take_back.html", context)


@limited(MONEY)
@require_POST
def refund_request_take_back_send(request: AppRequest, request_id: str) -> HttpResponse:
    """Take it back. Doing it twice is doing it once, so a time-out only leads to how it stands."""
    ctx = context_of(request)
    found = refund_request_get(ctx=ctx, request_id=request_id)
    try:
        refund_request_cancel(ctx=ctx, request_id=request_id, form_key=key_of(request))
    except errors.UpstreamTimeout:
        pass
    except errors.Conflict:
        transaction = transaction_now(ctx=ctx, transaction_id=found.transaction_id)
        return over_page(request, transaction, errors.Conflict("answered"), "refund")
    return redirect(request, reverse("transaction_detail", args=[found.transaction_id]))


def _refund_page(
    request: AppRequest,
    transaction: Transaction,
    typed: dict[str, Any],
    *,
    form: RefundForm | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    """The form; after an error it keeps what was typed, with a new key where what it asks for is another."""
    view = refund_view(transaction, display=display(request))
    wrong = {name: str(texts[0]) for name, texts in form.errors.items()} if form else {}
    context = {
        "view": view,
        "typed": typed_back(typed, ("how", "part", "why", "note")),
        "errors": wrong,
        "stale": gettext("What you can ask for has changed. Check the amount, then ask again.") if is_stale else "",
        "key": new_key(),
        "can_dispute": offers(transaction, "dispute"),
        **places(transaction.id, view.number),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.PRECONDITION_FAILED if is_stale else HTTPStatus.OK
    return page(request, "transactions/requests/refund.html", context, status)
