"""The pages of a deposit: three steps that carry what was chosen in their address, one POST, and how it stands."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from selfcare.domain import errors
from selfcare.domain.money import Money
from selfcare.http import (
    FRAGMENT_VARY,
    AppRequest,
    display,
    external_redirect,
    is_bank_address,
    is_htmx,
    page,
    redirect,
)
from selfcare.rates import MONEY, limited
from transactions.domain import Instrument
from transactions.forms.deposits import ANOTHER, AmountForm, ConfirmForm, InstrumentForm, outside_text
from transactions.presenters.deposit_states import repeat_view, state_view
from transactions.presenters.deposits import account_text, amount_step, instrument_choices, review
from transactions.services.deposits import Deposit, DepositChoices, deposit_choices, deposit_create, deposit_get
from transactions.views.transactions import context_of

_UNPROCESSABLE: Final = 422


@require_safe
def deposit_new(request: AppRequest) -> HttpResponse:
    """Ask how much."""
    return _amount_page(request, _choices(request))


@require_safe
def deposit_method(request: AppRequest) -> HttpResponse:
    """Ask from where, once the amount is right."""
    choices = _choices(request)
    form = _amount_form(request, choices)
    if not form.is_valid():
        return _amount_page(request, choices, error=_first(form, "amount"))
    return _method_page(request, choices, form.cleaned_data["amount"])


@require_safe
def deposit_review(request: AppRequest) -> HttpResponse:
    """Show all of it before anything happens. The key in the address makes going back harmless."""
    choices = _choices(request)
    form, source = _amount_form(request, choices), _instrument_form(request, choices)
    if not form.is_valid():
        return _amount_page(request, choices, error=_first(form, "amount"))
    amount = form.cleaned_data["amount"]
    if not source.is_valid():
        return _method_page(request, choices, amount, error=_first(source, "from"))
    if not request.GET.get("key"):
        key = {"key": secrets.token_urlsafe(18)}
        return redirect(request, f"{reverse('deposit_review')}?{_query(request, choices)}&{urlencode(key)}")
    return _review_page(request, choices, amount, source.cleaned_data["from"])


@limited(MONEY)
@require_POST
def deposit_confirm(request: AppRequest) -> HttpResponse:
    """Order the deposit once, then lead on: to the bank, or to how it stands."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        fields = tuple(errors.FieldError(name, "invalid", str(texts[0])) for name, texts in form.errors.items())
        raise errors.BadRequest(fields=fields)
    choices = deposit_choices(ctx=context_of(request), account_id=form.cleaned_data["account"])
    source = InstrumentForm(request.POST, instruments=choices.instruments)
    amount = Money(form.cleaned_data["minor"], choices.account.currency)
    if sentence := outside_text(amount, account=choices.account, display=display(request)):
        return _amount_page(request, choices, error=sentence, typed=display(request).money_typed(amount))
    if not source.is_valid():
        return _method_page(request, choices, amount, error=_first(source, "from"))
    try:
        deposit = deposit_create(
            ctx=context_of(request),
            account_id=choices.account.id,
            amount=amount,
            instrument_id="" if source.cleaned_data["from"] == ANOTHER else source.cleaned_data["from"],
            form_key=form.cleaned_data["key"],
        )
    except errors.InvalidInput:
        return page(request, "transactions/deposits/reused.html", {"new_url": reverse("deposit_new")}, _UNPROCESSABLE)
    return _lead_on(request, deposit)


@require_safe
def deposit_state(request: AppRequest, intent_id: str) -> HttpResponse:
    """Show how it stands. htmx asks with the state it ``seen``: 204 while nothing changed, else it loads the page."""
    deposit = deposit_get(ctx=context_of(request), intent_id=intent_id)
    view = state_view(
        deposit.intent, deposit.transaction, deposit.account, display=display(request), now=datetime.now(UTC)
    )
    if is_htmx(request) and "seen" in request.GET:
        response = HttpResponse(status=204) if request.GET["seen"] == view.mark else redirect(request, request.path)
    elif "repeat" in request.GET:
        response = _repeat_page(request, deposit)
    else:
        response = page(request, "transactions/deposits/state.html", {"view": view, **_links(deposit)})
    patch_vary_headers(response, FRAGMENT_VARY)
    return response


def _choices(request: AppRequest) -> DepositChoices:
    return deposit_choices(ctx=context_of(request), account_id=request.GET.get("account", ""))


def _amount_form(request: AppRequest, choices: DepositChoices) -> AmountForm:
    return AmountForm(request.GET, account=choices.account, display=display(request))


def _instrument_form(request: AppRequest, choices: DepositChoices) -> InstrumentForm:
    return InstrumentForm(request.GET, instruments=choices.instruments)


def _first(form: Any, field: str) -> str:
    return str(form.errors[field][0])


def _query(request: AppRequest, choices: DepositChoices) -> str:
    """Return what was chosen so far, for the address of another step."""
    asked = {
        "account": choices.account.id,
        "amount": request.GET.get("amount", ""),
        "from": request.GET.get("from", ""),
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _amount_page(request: AppRequest, choices: DepositChoices, *, error: str = "", typed: str = "") -> HttpResponse:
    """The first step; with an error it keeps what was typed."""
    context = {
        "step": amount_step(choices.account, display=display(request)),
        "account": choices.account.id,
        "typed": typed or request.GET.get("amount", "")[:200],
        "error": error,
        "others": [(account_text(each), f"{reverse('deposit_new')}?account={each.id}") for each in choices.others],
    }
    return page(request, "transactions/deposits/amount.html", context, _UNPROCESSABLE if error else 200)


def _method_page(request: AppRequest, choices: DepositChoices, amount: Money, *, error: str = "") -> HttpResponse:
    context = {
        "amount": display(request).money(amount),
        "account": choices.account.id,
        "typed": request.GET.get("amount") or display(request).money_typed(amount),
        "choices": instrument_choices(choices.instruments, another=ANOTHER, display=display(request)),
        "chosen": request.GET.get("from") or _usual(choices.instruments),
        "error": error,
        "back_url": f"{reverse('deposit_new')}?{_query(request, choices)}",
    }
    return page(request, "transactions/deposits/method.html", context, _UNPROCESSABLE if error else 200)


def _usual(instruments: list[Instrument]) -> str:
    usual = [each for each in instruments if each.default] or instruments
    return usual[0].id if usual else ANOTHER


def _review_page(request: AppRequest, choices: DepositChoices, amount: Money, source: str) -> HttpResponse:
    instrument = next((each for each in choices.instruments if each.id == source), None)
    context = {
        "review": review(amount, instrument, choices.account, display=display(request)),
        "change_url": f"{reverse('deposit_method')}?{_query(request, choices)}",
        "sent": {"key": request.GET["key"], "account": choices.account.id, "minor": amount.value, "from": source},
    }
    return page(request, "transactions/deposits/review.html", context)


def _lead_on(request: AppRequest, deposit: Deposit) -> HttpResponse:
    """Straight to the bank when it asks for the customer; a repeat is told that it is one."""
    here = reverse("deposit_state", args=[deposit.intent.id])
    if deposit.is_repeat:
        return redirect(request, f"{here}?repeat=1")
    action = deposit.transaction.next_action if deposit.transaction else None
    if action and action.kind == "redirect" and action.url and is_bank_address(action.url):
        return external_redirect(request, action.url)
    return redirect(request, here)


def _repeat_page(request: AppRequest, deposit: Deposit) -> HttpResponse:
    view = repeat_view(deposit.intent, deposit.transaction, display=display(request), language=request.prefs.language)
    return page(request, "transactions/deposits/already.html", {"view": view, **_links(deposit)})


def _links(deposit: Deposit) -> dict[str, str]:
    """Return the addresses the pages lead on to; "" for what does not exist."""
    intent, transaction = deposit.intent, deposit.transaction
    asks = transaction is not None and any(action.name == "continue" for action in transaction.actions)
    chosen = {"account": intent.account_id, "from": intent.instrument_id}
    again = urlencode({name: value for name, value in chosen.items() if value})
    return {
        "here_url": reverse("deposit_state", args=[intent.id]),
        "new_url": reverse("deposit_new"),
        "again_url": f"{reverse('deposit_new')}?{again}",
        "home_url": reverse("home"),
        "list_url": reverse("transaction_list"),
        "transaction_url": reverse("transaction_detail", args=[transaction.id]) if transaction else "",
        "continue_url": reverse("transaction_continue", args=[transaction.id]) if transaction and asks else "",
    }
