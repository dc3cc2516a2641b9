"""Opening a case about what is not here: a deposit that has not come, a charge nobody knows."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from selfcare.domain.errors import CapabilityUnavailable, InvalidInput, UpstreamFailed
from selfcare.http import AppRequest, display, page, redirect
from selfcare.parallel import gather
from selfcare.rates import CHARGES, limited
from selfcare.typed import refused_texts, typed_parameters
from transactions.domain import Instrument
from transactions.forms.cases import DepositForm, MissingForm
from transactions.forms.words import typed_back
from transactions.presenters.cases.opening import opening_words
from transactions.services.accounts import capability_map, instrument_list
from transactions.services.cases import case_open, case_opening_get
from transactions.services.charges import charge_currencies
from transactions.services.requests import Asked
from transactions.views.cases import terms_of
from transactions.views.context import context_of
from transactions.views.requests import followed

_UNPROCESSABLE, _CONFLICT, _UNAVAILABLE = 422, 409, 503
_WORDS: Final = ("amount", "date", "text", "note")
_TYPED: Final = (*_WORDS, "from")
# The service's own members, as this form calls them.
_FIELDS: Final = {"/occurred_on": "date", "/statement_text": "text", "/note": "note", "/instrument_id": "from"}


@typed_parameters(*_WORDS)
@limited(CHARGES)
@require_http_methods(["GET", "HEAD", "POST"])
def case_deposit_new(request: AppRequest) -> HttpResponse:
    """Ask about a deposit that has not come, and open the case."""
    return _opening(request, "missing_deposit")


@typed_parameters(*_WORDS)
@limited(CHARGES)
@require_http_methods(["GET", "HEAD", "POST"])
def case_charge_new(request: AppRequest) -> HttpResponse:
    """Open a case about a charge that was not found; the address may hold what was looked for."""
    return _opening(request, "unknown_charge")


def _opening(request: AppRequest, kind: str) -> HttpResponse:
    ctx = context_of(request)
    if not capability_map(ctx=ctx).value.offers("disputes.create"):
        raise CapabilityUnavailable
    currencies, instruments = gather(lambda: charge_currencies(ctx=ctx), lambda: _instruments(request, kind))
    if request.method != "POST":
        refused = refused_texts(request)
        status = _UNPROCESSABLE if refused else 200
        return _form_page(request, kind, instruments, typed=_typed(request.GET), errors=refused, status=status)
    form = _form(request, kind, currencies, instruments)
    if not form.is_valid():
        errors = {name: str(each[0]) for name, each in form.errors.items() if name in _TYPED}
        return _form_page(request, kind, instruments, typed=_typed(request.POST), errors=errors, status=_UNPROCESSABLE)
    return _open(request, kind, form, instruments)


def _open(request: AppRequest, kind: str, form: MissingForm, instruments: list[Instrument]) -> HttpResponse:
    typed = _typed(request.POST)
    try:
        asked = case_open(ctx=context_of(request), order=form.order(), form_key=form.cleaned_data["key"])
    except InvalidInput as error:
        errors = {
            _FIELDS.get(each.pointer, "amount"): gettext("This cannot be taken. Change it.") for each in error.fields
        }
        return _form_page(request, kind, instruments, typed=typed, errors=errors, status=_UNPROCESSABLE)
    except UpstreamFailed:
        told = gettext("Nothing was sent. Try again in a minute.")
        return _form_page(request, kind, instruments, typed=typed, told=told, status=_UNAVAILABLE)
    if asked.is_unsettled:
        return redirect(request, reverse("case_opening", args=[asked.intent.id]))
    return redirect(request, reverse("case_detail", args=[asked.intent.result_id]))


@require_safe
def case_opening_state(request: AppRequest, intent_id: str) -> HttpResponse:
    """Tell that nobody knows yet whether the case was opened; once somebody does, lead to it."""
    asked = case_opening_get(ctx=context_of(request), intent_id=intent_id)
    back = {"here_transaction": reverse("case_list"), "number": "", "back_text": gettext("See your cases")}
    return followed(request, asked, back, lambda: _opened(request, asked))


def _opened(request: AppRequest, asked: Asked) -> HttpResponse:
    if asked.error:
        told = gettext("The payment service did not open it. Start again.")
        context = {"told": told, "here_transaction": reverse("case_list"), "number": ""}
        return page(request, "transactions/cases/not_opened.html", context, _CONFLICT)
    return redirect(request, reverse("case_detail", args=[asked.intent.result_id]))


def _form(request: AppRequest, kind: str, currencies: tuple[str, ...], instruments: list[Instrument]) -> MissingForm:
    if kind == "missing_deposit":
        return DepositForm(request.POST, display=display(request), currencies=currencies, instruments=instruments)
    return MissingForm(request.POST, display=display(request), currencies=currencies)


def _instruments(request: AppRequest, kind: str) -> list[Instrument]:
    if kind != "missing_deposit":
        return []
    every = instrument_list(ctx=context_of(request)).value.data
    return [each for each in every if each.kind == "bank_account"]


def _typed(given: Any) -> dict[str, str]:
    return {name: text.strip() for name, text in typed_back(given, _TYPED).items()}


def _form_page(
    request: AppRequest,
    kind: str,
    instruments: list[Instrument],
    *,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    words = opening_words(kind, display=display(request), terms=terms_of(request))
    context = {
        "words": words,
        "typed": typed,
        "errors": errors or {},
        "error_links": list((errors or {}).items()),
        "told": told,
        "instruments": [("", gettext("Another account")), *((each.id, each.label) for each in instruments)],
        "key": _key(request),
    }
    return page(request, "transactions/cases/new.html", context, status=status)


def _key(request: HttpRequest) -> str:
    """Return the key of the form as it was sent, so that a second try is the same request; else a new one."""
    sent = request.POST.get("key", "") if request.method == "POST" else ""
    return sent if sent.replace("-", "").replace("_", "").isalnum() and len(sent) <= 64 else secrets.token_urlsafe(18)  # noqa: PLR2004
