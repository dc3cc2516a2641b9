"""Saying that something is wrong with a payment: one page, one form, one dispute."""

from __future__ import annotations

from http import HTTPStatus

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
from transactions.forms.words import typed_back
from transactions.presenters.disputes import dispute_view
from transactions.presenters.requests import number_text
from transactions.services.disputes import disputable_get, dispute_create
from transactions.services.promises import promises
from transactions.services.requests import Asked, transaction_now
from transactions.views.context import context_of
from transactions.views.evidence import Evidence, evidence_taken, patient
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
    return _form_page(request, transaction)


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
    key = request.POST["key"]
    evidence = evidence_taken(request, ctx, "file", key=key)
    if wrong := _wrong(form, evidence):
        return _form_page(request, transaction, evidence, wrong=wrong)
    if evidence.told:
        return _form_page(request, transaction, evidence)
    try:
        asked = dispute_create(ctx=ctx, order=form.order(evidence.ids), form_key=key, transaction_id=transaction_id)
    except errors.InvalidInput as error:
        return _form_page(request, transaction, evidence, wrong=_pointed(error))
    return _asked(request, transaction, asked, evidence)


def _asked(request: AppRequest, transaction: Transaction, asked: Asked, evidence: Evidence) -> HttpResponse:
    if isinstance(asked.error, errors.InvalidInput):
        return _form_page(request, transaction, evidence, wrong=_pointed(asked.error))
    return lead_on(request, asked, transaction.id, "dispute")


def _not_now(request: AppRequest, transaction: Transaction) -> HttpResponse:
    if transaction.dispute:
        return redirect(request, reverse("case_detail", args=[transaction.dispute.id]))
    return over_page(request, transaction, errors.Conflict("invalid_state"), "dispute")


def _wrong(form: DisputeForm, evidence: Evidence) -> dict[str, str]:
    """Return what is wrong, by field, the file's among them."""
    found = {name: str(texts[0]) for name, texts in form.errors.items()}
    return {**found, **({"file": evidence.wrong} if evidence.wrong else {})}


def _pointed(error: errors.InvalidInput) -> dict[str, str]:
    """Return what the service refused, beside the field it is about."""
    names = {"/note": "note", "/amount/value": "right", "/should_have_been/value": "right"}
    found = {names.get(each.pointer, "what"): each.detail for each in error.fields}
    return found or {"what": gettext("This cannot be sent like this. Check it and send it again.")}


def _form_page(
    request: AppRequest,
    transaction: Transaction,
    evidence: Evidence | None = None,
    *,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    """The form; after an error it keeps what was typed and the files that were sent. The key is a new one."""
    evidence, typed = evidence or Evidence(), request.POST or request.GET
    context = {
        "view": dispute_view(transaction, display=display(request), promises=promises()),
        "typed": typed_back(typed, _FIELDS),
        "errors": {name: sentence for name, sentence in (wrong or {}).items() if name in _FIELDS},
        "told": evidence.told,
        "files": evidence.files,
        "key": new_key(),
        **places(transaction.id, number_text(transaction)),
    }
    is_form_right = not wrong or set(wrong) == {"file"}
    status = evidence.status if is_form_right else HTTPStatus.UNPROCESSABLE_ENTITY
    return page(request, "transactions/disputes/new.html", context, status)
