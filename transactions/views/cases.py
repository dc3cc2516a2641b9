"""The pages of cases: the list, one case, and each step the customer can take."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from selfcare import pdf
from selfcare.domain.errors import BadRequest, Conflict, FieldError, InvalidInput, UpstreamFailed, UpstreamTimeout
from selfcare.http import FRAGMENT_VARY, AppRequest, display, is_htmx, page, redirect
from selfcare.uploads import takes_files
from selfcare.upstream.cache import Cached
from transactions.domain import Case
from transactions.forms.cases import AnswerForm, MessageForm, StepForm
from transactions.forms.words import typed_back
from transactions.presenters.cases.acts import Command, withdraw_words
from transactions.presenters.cases.dates import Terms
from transactions.presenters.cases.listing import case_rows
from transactions.presenters.cases.page import CasePage, case_page
from transactions.presenters.cases.words import case_name
from transactions.services.accounts import capability_map
from transactions.services.cases import (
    case_answer,
    case_escalate,
    case_get,
    case_list,
    case_message_send,
    case_withdraw,
)
from transactions.services.promises import calendar, promises
from transactions.services.transactions import payment_of
from transactions.views.context import context_of
from transactions.views.evidence import Evidence, evidence_taken, patient

_PARTS: Final = {"msgs": "_messages.html", "case": "_case.html"}
_UNPROCESSABLE, _CONFLICT, _UNAVAILABLE = 422, 409, 503


@require_safe
def case_list_page(request: AppRequest) -> HttpResponse:
    """Show the customer's cases, what is owed first at the top."""
    found = case_list(ctx=context_of(request), zone=display(request).zone)
    opened, closed = case_rows(
        found.value.cases, display=display(request), terms=terms_of(request), base=reverse("case_list")
    )
    context = {
        "opened": opened,
        "closed": closed,
        "is_capped": found.value.is_capped,
        "as_of": _as_of(request, found),
        "starts": _starts(request),
    }
    return page(request, "transactions/cases/list.html", context)


def _starts(request: AppRequest) -> list[Command]:
    """Return the ways to start a case: those about a payment begin at the payment."""
    offered = capability_map(ctx=context_of(request)).value
    payments = f"{reverse('transaction_list')}?type=payment"
    fine = gettext("Choose the payment, then say what you want.")
    ways = [
        (True, reverse("charge_find"), "search", gettext("I do not know a charge on my bank statement"),
         gettext("We look for it first. Most are found.")),
        (offered.offers("refunds.request"), payments, "undo-2", gettext("I want money back from a merchant"), fine),
        (offered.offers("disputes.create"), payments, "scale", gettext("A payment is wrong"), fine),
        (offered.offers("disputes.create"), reverse("case_deposit_new"), "arrow-down-left",
         gettext("A deposit has not come"), ""),
    ]  # fmt: skip
    return [Command(href, icon, label, more) for is_there, href, icon, label, more in ways if is_there]


@require_safe
def case_detail(request: AppRequest, case_id: str) -> HttpResponse:
    """Show one case."""
    return _case_page(request, case_id, "sent" in request.GET)


@takes_files
@require_POST
def case_message(request: AppRequest, case_id: str) -> HttpResponse:
    """Send a message; htmx gets the messages with it, an empty field and its time."""
    form, ctx = MessageForm(request.POST), patient(context_of(request))
    if form.has_error("key"):
        return _case_page(request, case_id, typed=form, status=_UNPROCESSABLE)
    evidence = evidence_taken(request, ctx, "file", key=request.POST["key"])
    if not form.is_valid() or not evidence.is_whole:
        # Into the page htmx swaps what is to be mended, and by this status alone.
        is_part = is_htmx(request) and evidence.wrong
        status = evidence.status if form.is_valid() and not is_part else _UNPROCESSABLE
        told = (gettext("That did not reach us"), evidence.told) if evidence.told else None
        return _case_page(request, case_id, typed=form, told=told, evidence=evidence, status=status)
    send = partial(case_message_send, order=form.order(evidence.ids), form_key=form.cleaned_data["key"])
    return _step(request, case_id, lambda **whose: send(**{**whose, "ctx": ctx}), typed=form, evidence=evidence)


@require_POST
def case_answer_step(request: AppRequest, case_id: str) -> HttpResponse:
    """Take or refuse what is offered."""
    form = AnswerForm(request.POST)
    _require(request, case_id, form, "answer")
    accept = form.cleaned_data["answer"] == "accept"
    return _step(request, case_id, partial(case_answer, accept=accept, form_key=form.cleaned_data["key"]))


@require_POST
def case_escalate_step(request: AppRequest, case_id: str) -> HttpResponse:
    """Escalate: one step, nothing asked."""
    form = StepForm(request.POST)
    _require(request, case_id, form)
    return _step(request, case_id, partial(case_escalate, form_key=form.cleaned_data["key"]))


@require_http_methods(["GET", "HEAD", "POST"])
def case_withdraw_step(request: AppRequest, case_id: str) -> HttpResponse:
    """Say what closing the case means, then close it."""
    if request.method == "POST":
        form = StepForm(request.POST)
        _require(request, case_id, form)
        return _step(request, case_id, partial(case_withdraw, form_key=form.cleaned_data["key"]))
    case = _case(request, case_id).value
    if not (case.offers("withdraw") or case.offers("cancel")):
        return redirect(request, _path(case_id))
    label, fine, is_danger = withdraw_words(case)
    context = {"name": case_name(case), "number": case.number, "label": label, "fine": fine, "is_danger": is_danger}
    return page(request, "transactions/cases/withdraw.html", {**context, "case_url": _path(case_id), "key": _key()})


def _step(
    request: AppRequest,
    case_id: str,
    act: Callable[..., str | None],
    *,
    typed: MessageForm | None = None,
    evidence: Evidence | None = None,
) -> HttpResponse:
    """Take one step of the case and lead back to it, or to the case it goes on as, which ``act`` names then.

    What did not happen is told on its page.
    """
    try:
        goes_on = act(ctx=context_of(request), case_id=case_id)
    except InvalidInput as error:
        told = _invalid(error)
        return _case_page(request, case_id, typed=typed, told=told, evidence=evidence, status=_UNPROCESSABLE)
    except Conflict:
        told = (gettext("That is no longer possible"), gettext("This is how the case stands now."))
        return _case_page(request, case_id, typed=typed, told=told, status=_CONFLICT)
    except UpstreamTimeout:
        sentence = gettext("Do not send it again: this page shows it as soon as we know.")
        told = (gettext("We do not know yet whether that arrived"), sentence)
        return _case_page(request, case_id, told=told, status=_UNAVAILABLE)
    except UpstreamFailed:
        told = (gettext("That did not reach us"), gettext("Nothing was sent. Try again in a minute."))
        return _case_page(request, case_id, typed=typed, told=told, evidence=evidence, status=_UNAVAILABLE)
    if typed is not None and is_htmx(request):
        return _case_page(request, case_id, sent=True)
    return redirect(request, f"{_path(case_id)}?sent=1" if typed is not None else _path(goes_on or case_id))


def _invalid(error: InvalidInput) -> tuple[str, str]:
    detail = error.fields[0].detail if error.fields else gettext("Change it and send it again.")
    return gettext("That cannot be sent like this"), detail


def _case_page(
    request: AppRequest,
    case_id: str,
    sent: bool = False,
    *,
    typed: MessageForm | None = None,
    told: tuple[str, str] | None = None,
    evidence: Evidence | None = None,
    status: int = 200,
) -> HttpResponse:
    found, terms = _case(request, case_id), terms_of(request)
    part = _PARTS.get(request.headers.get("HX-Target", ""), "case.html") if is_htmx(request) else "case.html"
    context = {
        "case": _view(request, found.value, terms),
        "case_url": _path(case_id),
        "as_of": _as_of(request, found),
        "told": told,
        "sent": display(request).time(terms.now) if sent else "",
        "is_live": part == "_case.html",
        **_reply(typed, evidence or Evidence(), keeps_key=told is not None),
    }
    response = page(request, f"transactions/cases/{part}", context, status=status)
    patch_vary_headers(response, FRAGMENT_VARY)
    return response


def _view(request: AppRequest, case: Case, terms: Terms) -> CasePage:
    return case_page(
        case,
        payment_of(ctx=context_of(request), transaction_id=case.transaction_id),
        display=display(request),
        terms=terms,
        base=reverse("case_list"),
        list_url=reverse("transaction_list"),
        files=reverse("evidence_file", args=["-"]).removesuffix("-"),
        can_print=pdf.available(),
    )


def _reply(typed: MessageForm | None, evidence: Evidence, *, keeps_key: bool) -> dict[str, Any]:
    """Return the form of a message: empty, or as it was sent with what is to be mended."""
    given = typed.data if typed is not None else {}
    wrong = typed.errors.get("text") if typed is not None else None
    return {
        "key": given.get("key", "") if typed is not None and keeps_key else _key(),
        **typed_back(given, ("text",)),
        "error": str(wrong[0]) if wrong else "",
        "file_error": evidence.wrong,
        "files": evidence.files,
    }


def _case(request: AppRequest, case_id: str) -> Cached[Case]:
    return case_get(ctx=context_of(request), case_id=case_id, zone=display(request).zone)


def terms_of(request: AppRequest) -> Terms:
    """Return what the dates of this customer's cases are told by."""
    return Terms(promises(), calendar(display(request).zone), datetime.now(UTC))


def _as_of(request: AppRequest, found: Cached[Any]) -> str | None:
    return display(request).time(found.as_of) if found.stale else None


def _require(request: AppRequest, case_id: str, form: StepForm, field: str = "key") -> None:
    """Raise BadRequest for a form nobody was shown like this, NotFound where there is no such case of theirs."""
    if not form.is_valid():
        _case(request, case_id)
        raise BadRequest(fields=(FieldError(field, "invalid", gettext("Open the case again and choose there.")),))


def _path(case_id: str) -> str:
    return reverse("case_detail", args=[case_id])


def _key() -> str:
    return secrets.token_urlsafe(18)
