"""Saying that something is wrong with a payment: one page, one form, one dispute."""

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
from selfcare.uploads import takes_files
from transactions.domain import Transaction
from transactions.forms.disputes import DisputeForm
from transactions.presenters.disputes import dispute_view
from transactions.presenters.requests import number_text
from transactions.services.disputes import disputable_get, dispute_create
from transactions.services.promises import promises
from transactions.services.requests import Asked, transaction_now
from transactions.views.context import context_of
from transactions.views.evidence import evidence_ids, patient
from transactions.views.requests import (
    is_known,
    lead_on,
    malformed,
    new_key,
    offers,
    over_page,
    places,
    subject_of,
    unsettled_answer,
)

_FIELDS = ("what", "right", "note", "file")


@require_safe
def transaction_dispute(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Ask what is wrong; a transaction that is disputed already leads to its case."""
    if unsettled := unsettled_answer(request, "dispute", transaction_id):
        return unsettled
    try:
        transaction = disputable_get(ctx=context_of(request), transaction_id=transaction_id)
    except errors.Conflict as error:
        return _not_now(request, subject_of(error))
    return _form_page(request, transaction, {"what": request.GET.get("what", "")})


@takes_files
@limited(MONEY)
@require_POST
def transaction_dispute_send(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Open the dispute once, then lead to its case."""
    ctx = patient(context_of(request))
    transaction = transaction_now(ctx=ctx, transaction_id=transaction_id)
    form = DisputeForm(request.POST, transaction=transaction, display=display(request))
    if not form.is_valid() and not form.is_ours:
        raise malformed(form)
    if not is_known(request, "dispute", request.POST["key"]) and not offers(transaction, "dispute"):
        return _not_now(request, transaction)
    if not form.is_valid():
        return _form_page(request, transaction, request.POST.dict(), wrong=_sentences(form))
    try:
        attachments = evidence_ids(request, ctx, "file", key=form.cleaned_data["key"])
        asked = dispute_create(
            ctx=ctx, order=form.order(attachments), form_key=form.cleaned_data["key"], transaction_id=transaction_id
        )
    except errors.InvalidInput as error:
        return _form_page(request, transaction, request.POST.dict(), wrong=_pointed(error))
    except errors.UpstreamFailed:
        told = gettext("The file could not be sent. Nothing was opened: try again in a minute.")
        return _form_page(request, transaction, request.POST.dict(), told=told)
    return _asked(request, transaction, asked)


def _asked(request: AppRequest, transaction: Transaction, asked: Asked) -> HttpResponse:
    if isinstance(asked.error, errors.InvalidInput):
        return _form_page(request, transaction, request.POST.dict(), wrong=_pointed(asked.error))
    return lead_on(request, asked, transaction.id, "dispute")


def _not_now(request: AppRequest, transaction: Transaction) -> HttpResponse:
    if transaction.dispute:
        return redirect(request, reverse("case_detail", args=[transaction.dispute.id]))
    return over_page(request, transaction, errors.Conflict("invalid_state"), "dispute")


def _sentences(form: DisputeForm) -> dict[str, str]:
    return {name: str(texts[0]) for name, texts in form.errors.items()}


def _pointed(error: errors.InvalidInput) -> dict[str, str]:
    """Return what the service or the file's content refused, beside the field it is about."""
    names = {"/file": "file", "/note": "note", "/amount/value": "right", "/should_have_been/value": "right"}
    found = {names.get(each.pointer, "what"): each.detail for each in error.fields}
    return found or {"what": gettext("This cannot be sent like this. Check it and send it again.")}


def _form_page(
    request: AppRequest,
    transaction: Transaction,
    typed: dict[str, Any],
    *,
    wrong: dict[str, str] | None = None,
    told: str = "",
) -> HttpResponse:
    """The form; after an error it keeps what was typed. A file has to be chosen again, and the key is a new one."""
    context = {
        "view": dispute_view(transaction, display=display(request), promises=promises()),
        "typed": {name: str(typed.get(name, "")) for name in _FIELDS},
        "errors": {name: sentence for name, sentence in (wrong or {}).items() if name in _FIELDS},
        "told": told,
        "key": new_key(),
        **places(transaction.id, number_text(transaction)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.SERVICE_UNAVAILABLE if told else HTTPStatus.OK
    return page(request, "transactions/disputes/new.html", context, status)
