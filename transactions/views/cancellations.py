"""Stopping a transaction: what it means, then once; and letting it go through after all."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from selfcare.domain import errors
from selfcare.http import AppRequest, display, page, redirect
from selfcare.rates import MONEY, limited
from transactions.presenters.requests import cancel_view, number_text
from transactions.services.requests import cancel_create, cancel_withdraw, transaction_now
from transactions.views.context import context_of
from transactions.views.requests import (
    is_known,
    key_of,
    lead_on,
    new_key,
    offering,
    offers,
    over_page,
    places,
    subject_of,
    unsettled_answer,
)


@require_safe
def transaction_cancel(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Say what cancelling means before anything is done."""
    return unsettled_answer(request, "cancel", transaction_id) or _cancel_page(request, transaction_id)


def _cancel_page(request: AppRequest, transaction_id: str) -> HttpResponse:
    try:
        transaction = offering(request, transaction_id, "cancel")
    except errors.Conflict as error:
        return over_page(request, subject_of(error), None, "cancel")
    view = cancel_view(transaction, display=display(request))
    context = {"view": view, "key": new_key(), **places(transaction_id, view.number)}
    return page(request, "transactions/requests/cancel.html", context)


@limited(MONEY)
@require_POST
def transaction_cancel_send(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Cancel it once, then lead to the transaction; or tell the truth when it moved on meanwhile."""
    transaction = transaction_now(ctx=context_of(request), transaction_id=transaction_id)
    key = key_of(request)
    if not is_known(request, "cancel", key) and not offers(transaction, "cancel"):
        return over_page(request, transaction, None, "cancel")
    try:
        asked = cancel_create(ctx=context_of(request), transaction=transaction, form_key=key)
    except errors.InvalidInput as error:
        return over_page(request, transaction, error, "cancel", HTTPStatus.UNPROCESSABLE_ENTITY)
    return lead_on(request, asked, transaction_id, "cancel")


@require_safe
def transaction_keep(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Ask whether it is to go through after all."""
    try:
        transaction = offering(request, transaction_id, "keep")
    except errors.Conflict as error:
        return over_page(request, subject_of(error), None, "cancel")
    context = {"key": new_key(), **places(transaction_id, number_text(transaction))}
    return page(request, "transactions/requests/keep.html", context)


@limited(MONEY)
@require_POST
def transaction_keep_send(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Take the wish to cancel back. Doing it twice is doing it once, so a time-out only leads to how it stands."""
    ctx = context_of(request)
    transaction_now(ctx=ctx, transaction_id=transaction_id)  # another's, or none, is not found before anything else
    try:
        cancel_withdraw(ctx=ctx, transaction_id=transaction_id, form_key=key_of(request))
    except errors.UpstreamTimeout:
        pass
    except errors.Conflict:
        return over_page(request, transaction_now(ctx=ctx, transaction_id=transaction_id), None, "cancel")
    return redirect(request, reverse("transaction_detail", args=[transaction_id]))
