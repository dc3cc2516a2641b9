"""Opening a case about what is not here: a deposit that has not come, a charge nobody knows."""

from __future__ import annotations

import secrets
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from selfcare.domain.context import Context
from selfcare.domain.errors import CapabilityUnavailable, InvalidInput, UpstreamFailed
from selfcare.http import AppRequest, display, page, redirect
from selfcare.parallel import gather
from selfcare.rates import CHARGES, limited
from selfcare.typed import refused_texts, typed_parameters
from selfcare.uploads import takes_files
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
from transactions.views.evidence import Evidence, evidence_taken, patient
from transactions.views.requests import followed

_UNPROCESSABLE, _CONFLICT, _UNAVAILABLE = 422, 409, 503
_WORDS: Final = ("amount", "date", "text", "note")
_TYPED: Final = (*_WORDS, "from")
# The service's own members, as this form calls them.
_FIELDS: Final = {"/occurred_on": "date", "/statement_text": "text", "/note": "note", "/instrument_id": "from"}


class _Form(msgspec.Struct, frozen=True):
    """What a form of this kind is shown with: the customer's currencies, and accounts a deposit can come from."""

    kind: str
    currencies: tuple[str, ...]
    instruments: list[Instrument]


@takes_files
@typed_parameters(*_WORDS)
@limited(CHARGES)
@require_http_methods(["GET", "HEAD", "POST"])
def case_deposit_new(request: AppRequest) -> HttpResponse:
    """Ask about a deposit that has not come, and open the case."""
    return _opening(request, "missing_deposit")


@takes_files
@typed_parameters(*_WORDS)
@limited(CHARGES)
@require_http_methods(["GET", "HEAD", "POST"])
def case_charge_new(request: AppRequest) -> HttpResponse:
    """Open a case about a charge that was not found; the address may hold what was looked for."""
    return _opening(request, "unknown_charge")


def _opening(request: AppRequest, kind: str) -> HttpResponse:
    ctx = patient(context_of(request))
    if not capability_map(ctx=ctx).value.offers("disputes.create"):
        raise CapabilityUnavailable
    shown = _Form(kind, *gather(lambda: charge_currencies(ctx=ctx), lambda: _instruments(ctx, kind)))
    if request.method == "POST":
        return _sent(request, ctx, shown)
    refused = refused_texts(request)
    return _form_page(request, shown, errors=refused, status=_UNPROCESSABLE if refused else 200)


def _sent(request: AppRequest, ctx: Context, shown: _Form) -> HttpResponse:
    """Keep the file, then open the case; what is wrong with either is told on the form, which keeps the other."""
    form = _form(request, shown)
    evidence = Evidence()
    if not form.has_error("key"):
        evidence = evidence_taken(request, ctx, "file", key=request.POST["key"])
    if not form.is_valid() or not evidence.is_whole:
        wrong = {name: str(each[0]) for name, each in form.errors.items() if name in _TYPED}
        status = evidence.status if form.is_valid() else _UNPROCESSABLE
        return _form_page(request, shown, evidence, errors=wrong, status=status)
    try:
        asked = case_open(ctx=ctx, order=form.order(evidence.ids), form_key=form.cleaned_data["key"])
    except InvalidInput as error:
        sentence = gettext("This cannot be taken. Change it.")
        wrong = {_FIELDS.get(each.pointer, "amount"): sentence for each in error.fields}
        return _form_page(request, shown, evidence, errors=wrong, status=_UNPROCESSABLE)
    except UpstreamFailed:
        told = gettext("Nothing was sent. Try again in a minute.")
        return _form_page(request, shown, evidence, told=told, status=_UNAVAILABLE)
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


def _form(request: AppRequest, shown: _Form) -> MissingForm:
    if shown.kind == "missing_deposit":
        return DepositForm(
            request.POST, display=display(request), currencies=shown.currencies, instruments=shown.instruments
        )
    return MissingForm(request.POST, display=display(request), currencies=shown.currencies)


def _instruments(ctx: Context, kind: str) -> list[Instrument]:
    if kind != "missing_deposit":
        return []
    return [each for each in instrument_list(ctx=ctx).value.data if each.kind == "bank_account"]


def _typed(given: Any) -> dict[str, str]:
    return {name: text.strip() for name, text in typed_back(given, _TYPED).items()}


def _form_page(
    request: AppRequest,
    shown: _Form,
    evidence: Evidence | None = None,
    *,
    errors: dict[str, str] | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form; after an error it keeps what was typed and the files that were sent."""
    kept = evidence or Evidence()
    wrong = {**(errors or {}), **({"file": kept.wrong} if kept.wrong else {})}
    accounts = ((each.id, each.label) for each in shown.instruments)
    context = {
        "words": opening_words(shown.kind, display=display(request), terms=terms_of(request)),
        "typed": _typed(request.POST or request.GET),
        "errors": wrong,
        "error_links": list(wrong.items()),
        "told": told or kept.told,
        "files": kept.files,
        "instruments": [("", gettext("Another account")), *accounts],
        "key": _key(request),
    }
    return page(request, "transactions/cases/new.html", context, status=status)


def _key(request: HttpRequest) -> str:
    """Return the key of the form as it was sent, so that a second try is the same request; else a new one."""
    sent = request.POST.get("key", "") if request.method == "POST" else ""
    return sent if sent.replace("-", "").replace("_", "").isalnum() and len(sent) <= 64 else secrets.token_urlsafe(18)  # noqa: PLR2004 - as long as a key may be
