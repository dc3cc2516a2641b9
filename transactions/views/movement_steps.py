"""The three steps of a deposit, a withdrawal or a payment. What was chosen stands in their address, and nothing happens
yet. Which of them it is comes with the address."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from selfcare.domain import errors
from selfcare.domain.money import Money
from selfcare.http import AppRequest, display, page, redirect
from selfcare.typed import refused_texts, typed_parameters
from transactions.domain import Instrument, Kind
from transactions.forms.movements import ANOTHER, SIDES, AmountForm, InstrumentForm
from transactions.presenters.movement_states import refusal_text
from transactions.presenters.movement_words import movement_words
from transactions.presenters.movements import account_text, amount_step, instrument_choices, review
from transactions.services.movements import MovementChoices, movement_choices, movement_quote
from transactions.views.again import repeat_refused, repeat_review
from transactions.views.context import context_of

_UNPROCESSABLE: Final = 422
_OTHER_WAY: Final[dict[Kind, Kind]] = {"deposit": "withdrawal", "withdrawal": "deposit", "payment": "withdrawal"}


@typed_parameters("amount")
@require_safe
def movement_new(request: AppRequest, kind: Kind) -> HttpResponse:
    """Ask how much."""
    return amount_page(request, kind, _choices(request, kind), error=refused_texts(request).get("amount", ""))


@typed_parameters("amount")
@require_safe
def movement_method(request: AppRequest, kind: Kind) -> HttpResponse:
    """Ask from or to where, once the amount is right."""
    choices = _choices(request, kind)
    form = _amount_form(request, kind, choices)
    if not form.is_valid():
        return amount_page(request, kind, choices, error=_wrong_amount(request, form))
    return method_page(request, kind, choices, form.cleaned_data["amount"])


@typed_parameters("amount")
@require_safe
def movement_review(request: AppRequest, kind: Kind) -> HttpResponse:
    """Show all of it before anything happens. The key in the address makes going back harmless."""
    choices = _choices(request, kind)
    form = _amount_form(request, kind, choices)
    side = InstrumentForm(request.GET, kind=kind, instruments=choices.instruments)
    if not form.is_valid():
        return amount_page(request, kind, choices, error=_wrong_amount(request, form))
    amount = form.cleaned_data["amount"]
    if not side.is_valid():
        return method_page(request, kind, choices, amount, error=first_error(side, SIDES[kind]))
    if not request.GET.get("key"):
        key = {"key": secrets.token_urlsafe(18)}
        return redirect(request, f"{reverse(f'{kind}_review')}?{_query(request, kind, choices)}&{urlencode(key)}")
    return _review_page(request, kind, choices, amount, side.cleaned_data["instrument"])


def _choices(request: AppRequest, kind: Kind) -> MovementChoices:
    return movement_choices(ctx=context_of(request), kind=kind, account_id=request.GET.get("account", ""))


def _amount_form(request: AppRequest, kind: Kind, choices: MovementChoices) -> AmountForm:
    return AmountForm(request.GET, kind=kind, account=choices.account, display=display(request))


def _wrong_amount(request: AppRequest, form: AmountForm) -> str:
    return refused_texts(request).get("amount") or first_error(form, "amount")


def first_error(form: Any, field: str) -> str:
    """Return the first thing that is wrong with a field."""
    return str(form.errors[field][0])


def _query(request: AppRequest, kind: Kind, choices: MovementChoices) -> str:
    """Return what was chosen so far, for the address of another step."""
    names = ("amount", SIDES[kind], "like")
    asked = {"account": choices.account.id, **{name: request.GET.get(name, "") for name in names}}
    return urlencode({name: value for name, value in asked.items() if value})


def amount_page(
    request: AppRequest, kind: Kind, choices: MovementChoices, *, error: str = "", typed: str = ""
) -> HttpResponse:
    """The first step; with an error it keeps what was typed."""
    if error and (answer := repeat_refused(request, "amount", error, typed)):
        return answer
    new = reverse(f"{kind}_new")
    context = {
        "words": movement_words(kind),
        "step": amount_step(kind, choices.account, wrong=bool(error), display=display(request)),
        "next_url": reverse(f"{kind}_method"),
        "account": choices.account.id,
        "typed": typed or request.GET.get("amount", "")[:200],
        "kept": {name: value for name in (SIDES[kind],) if (value := request.GET.get(name, "")[:128])},
        "error": error,
        "others": [(account_text(each), f"{new}?account={each.id}") for each in choices.others],
        "instead_url": reverse(f"{_OTHER_WAY[kind]}_new") if choices.other_way and kind != "payment" else "",
    }
    return page(request, "transactions/movements/amount.html", context, _UNPROCESSABLE if error else 200)


def method_page(
    request: AppRequest, kind: Kind, choices: MovementChoices, amount: Money, *, error: str = ""
) -> HttpResponse:
    """The second step; with an error above the choices."""
    if error and (answer := repeat_refused(request, SIDES[kind], error, display(request).money_typed(amount))):
        return answer
    context = {
        "words": movement_words(kind),
        "side": SIDES[kind],
        "amount": display(request).money(amount),
        "next_url": reverse(f"{kind}_review"),
        "account": choices.account.id,
        "typed": request.GET.get("amount") or display(request).money_typed(amount),
        "choices": instrument_choices(choices.instruments, another=ANOTHER[kind], display=display(request)),
        "chosen": request.GET.get(SIDES[kind]) or _usual(choices.instruments, ANOTHER[kind]),
        "error": error,
        "back_url": f"{reverse(f'{kind}_new')}?{_query(request, kind, choices)}",
    }
    return page(request, "transactions/movements/method.html", context, _UNPROCESSABLE if error else 200)


def _usual(instruments: list[Instrument], another: str) -> str:
    usual = [each for each in instruments if each.default] or instruments
    return usual[0].id if usual else another


def _review_page(
    request: AppRequest, kind: Kind, choices: MovementChoices, amount: Money, instrument_id: str
) -> HttpResponse:
    """The third step, with what the service says it costs; what it would refuse leads back to what to change."""
    instrument = next((each for each in choices.instruments if each.id == instrument_id), None)
    try:
        quote = movement_quote(
            ctx=context_of(request), kind=kind, account=choices.account, amount=amount, instrument=instrument
        )
    except errors.InvalidInput as error:
        sentence = refusal_text(kind, error.problem)
        if error.problem == "instrument_not_usable":
            return method_page(request, kind, choices, amount, error=sentence)
        return amount_page(request, kind, choices, error=sentence)
    chosen = {"account": choices.account.id, "minor": amount.value, SIDES[kind]: instrument_id or ANOTHER[kind]}
    sent = {"key": request.GET["key"], **chosen}
    context = {
        "words": movement_words(kind),
        "review": review(kind, quote, instrument, choices.account, display=display(request), now=datetime.now(UTC)),
        "change_url": f"{reverse(f'{kind}_method')}?{_query(request, kind, choices)}",
        "confirm_url": reverse(f"{kind}_confirm"),
        "sent": sent,
        **repeat_review(request, sent),
    }
    return page(request, "transactions/movements/review.html", context)
