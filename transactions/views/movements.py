"""A deposit, a withdrawal or a payment once it was confirmed: one POST, and how it stands. Which of them it is comes
with the address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from accounts.views import step_up_begin
from selfcare.display import Display
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
from transactions.domain import Kind, Transaction
from transactions.forms.again import WordsForm
from transactions.forms.movements import SIDES, ConfirmForm, InstrumentForm, outside_text
from transactions.presenters.movement_states import kind_of, repeat_view, state_view
from transactions.presenters.movement_words import movement_words
from transactions.services.drafts import Draft
from transactions.services.intents import intent_known
from transactions.services.movements import (
    Movement,
    MovementChoices,
    movement_choices,
    movement_create,
    movement_get,
)
from transactions.views.context import context_of
from transactions.views.movement_steps import amount_page, first_error, method_page

_UNPROCESSABLE: Final = 422
# A deposit is approved at the bank at once, so its forms may lead there (selfcare.middleware.headers).
_TO_BANK: Final = frozenset({"deposit"})


@limited(MONEY)
@require_POST
def movement_confirm(request: AppRequest, kind: Kind) -> HttpResponse:
    """Order it once, then lead on: to the bank, to the step-up, or to how it stands."""
    form, words = ConfirmForm(request.POST), WordsForm(request.POST)
    if wrong := {**form.errors, **words.errors}:
        raise errors.BadRequest(
            fields=tuple(errors.FieldError(name, "invalid", str(texts[0])) for name, texts in wrong.items())
        )
    choices = movement_choices(ctx=context_of(request), kind=kind, account_id=form.cleaned_data["account"])
    side = InstrumentForm(request.POST, kind=kind, instruments=choices.instruments)
    amount = Money(form.cleaned_data["minor"], choices.account.currency)
    if not side.is_valid():
        return method_page(request, kind, choices, amount, error=first_error(side, SIDES[kind]))
    chosen = {"instrument_id": side.cleaned_data["instrument"], "key": form.cleaned_data["key"]}
    return _ordered(request, kind, choices, amount=amount, words=words.draft, **chosen)


def _ordered(
    request: AppRequest, kind: Kind, choices: MovementChoices, *, amount: Money, instrument_id: str, key: str,
    words: Draft,
) -> HttpResponse:  # fmt: skip
    if sentence := _outside_now(request, kind, choices, amount, key):
        return amount_page(request, kind, choices, error=sentence, typed=display(request).money_typed(amount))
    try:
        movement = movement_create(
            ctx=context_of(request),
            kind=kind,
            account_id=choices.account.id,
            amount=amount,
            instrument_id=instrument_id,
            form_key=key,
            description=words.message,
            label=words.label,
        )
    except errors.InvalidInput:
        context = {"words": movement_words(kind), "new_url": reverse(f"{kind}_new")}
        return page(request, "transactions/movements/reused.html", context, _UNPROCESSABLE)
    return step_up_begin(request, movement.intent.id) if movement.intent.needs_step_up else _lead_on(request, movement)


@require_safe
def movement_state(request: AppRequest, intent_id: str, kind: Kind) -> HttpResponse:
    """Show how it stands. htmx asks with the state it ``seen``: 204 while nothing changed, else it loads the page."""
    movement = movement_get(ctx=context_of(request), kind=kind, intent_id=intent_id)
    if movement.intent.needs_step_up:
        return redirect(request, reverse("step_up", args=[intent_id]))
    view = state_view(
        movement.intent, movement.transaction, movement.account, display=display(request), now=datetime.now(UTC)
    )
    if is_htmx(request) and "seen" in request.GET:
        response = HttpResponse(status=204) if request.GET["seen"] == view.mark else redirect(request, request.path)
    elif "repeat" in request.GET:
        response = _repeat_page(request, movement)
    else:
        context = {"view": view, **_links(movement, display(request))}
        response = page(request, "transactions/movements/state.html", context)
    patch_vary_headers(response, FRAGMENT_VARY)
    return response


def movement_retry_path(transaction: Transaction, display: Display) -> str:
    """Return the form filled in as it was: a deposit's amount, a withdrawal's choice of another account."""
    step = "withdrawal_method" if transaction.type == "withdrawal" else "deposit_new"
    chosen = {"account": transaction.account_id or "", "amount": display.money_typed(transaction.amount)}
    return f"{reverse(step)}?{urlencode(chosen)}"


def _outside_now(request: AppRequest, kind: Kind, choices: MovementChoices, amount: Money, key: str) -> str | None:
    """Return why this cannot be ordered now. An order that was made is told as it stands, whatever is left by now."""
    if intent_known(customer_id=context_of(request).customer_id, kind=kind, form_key=key):
        return None
    return outside_text(kind, amount, account=choices.account, display=display(request))


def _lead_on(request: AppRequest, movement: Movement) -> HttpResponse:
    """Straight to the bank when it asks for the customer; a repeat is told that it is one."""
    here = reverse(f"{movement.intent.kind}_state", args=[movement.intent.id])
    if movement.is_repeat:
        return redirect(request, f"{here}?repeat=1")
    action = movement.transaction.next_action if movement.transaction else None
    asks = action is not None and action.kind == "redirect" and movement.intent.kind in _TO_BANK
    if asks and action and action.url and is_bank_address(action.url):
        return external_redirect(request, action.url)
    return redirect(request, here)


def _repeat_page(request: AppRequest, movement: Movement) -> HttpResponse:
    shown = display(request)
    view = repeat_view(movement.intent, movement.transaction, display=shown, language=request.prefs.language)
    return page(request, "transactions/movements/already.html", {"view": view, **_links(movement, shown)})


def _links(movement: Movement, display: Display) -> dict[str, Any]:
    """Return the words, and the addresses the pages lead on to; "" for what does not exist."""
    intent, transaction = movement.intent, movement.transaction
    kind = kind_of(intent)
    asks = transaction is not None and any(action.name == "continue" for action in transaction.actions)
    chosen = {"account": intent.account_id, SIDES[kind]: intent.instrument_id}
    again = urlencode({name: value for name, value in chosen.items() if value})
    return {
        "words": movement_words(kind),
        "here_url": reverse(f"{kind}_state", args=[intent.id]),
        "new_url": reverse(f"{kind}_new"),
        "again_url": f"{reverse(f'{kind}_new')}?{again}",
        "other_url": movement_retry_path(transaction, display) if transaction and kind == "withdrawal" else "",
        "home_url": reverse("home"),
        "list_url": reverse("transaction_list"),
        "transaction_url": reverse("transaction_detail", args=[transaction.id]) if transaction else "",
        "continue_url": reverse("transaction_continue", args=[transaction.id]) if transaction and asks else "",
    }
