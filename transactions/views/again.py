"""Ordering the like of an earlier transaction: one form filled in, then the usual review. Nothing moves here.

What is private or said to somebody (the label, the message) goes on as a draft, never in an address.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from selfcare.domain.errors import NotFound, UpstreamFailed
from selfcare.http import AppRequest, display, page, redirect
from selfcare.typed import refused_texts, typed_parameters
from transactions.forms.again import LONGEST_MESSAGE, WordsForm
from transactions.forms.movements import ANOTHER, SIDES, AmountForm, InstrumentForm
from transactions.forms.words import typed_back
from transactions.models.notes import LONGEST_LABEL
from transactions.presenters.again import again_view, amount_grouped
from transactions.presenters.movements import amount_step
from transactions.services.again import Like, like_get
from transactions.services.drafts import draft_get, draft_keep
from transactions.services.movements import MovementChoices, movement_choices
from transactions.views.context import context_of

_UNPROCESSABLE: Final = 422
_LONGEST: Final = 200
_ID: Final = re.compile(r"(?!\.+\Z)[A-Za-z0-9_.~:-]{1,128}", re.ASCII)
_NO_ERRORS: Final[Mapping[str, str]] = {}


@typed_parameters("amount")
@require_http_methods(["GET", "HEAD", "POST"])
def transaction_repeat(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Show the form filled in; what is sent leads on to the review. To the transaction where it cannot be repeated."""
    like = like_get(ctx=context_of(request), transaction_id=transaction_id)
    if like is None:
        return redirect(request, reverse("transaction_detail", args=[transaction_id]))
    if request.method != "POST":
        return _form(request, like, _filled(request, like), errors=refused_texts(request))
    sent = {name: request.POST.get(name, "")[:_LONGEST] for name in _names(like)}
    choices = _choices(request, like, sent["account"])
    amount, side, words = _forms(request, like, choices, sent)
    wrong = {name: str(texts[0]) for form in (amount, side, words) for name, texts in form.errors.items()}
    if wrong:
        return _form(request, like, {**sent, **typed_back(sent, ("message", "label"))}, errors=wrong)
    key = secrets.token_urlsafe(18)
    draft_keep(customer_id=context_of(request).customer_id, key=key, draft=words.draft)
    chosen = {name: sent[name] for name in ("account", "amount", SIDES[like.kind])}
    asked = urlencode({**chosen, "account": choices.account.id, "key": key, "like": transaction_id})
    return redirect(request, f"{reverse(f'{like.kind}_review')}?{asked}")


def repeat_review(request: AppRequest, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the review of an order like an earlier one shows and sends beside the usual; else no draft."""
    like_id = _like_id(request)
    if not like_id:
        return {"draft": None}
    draft = draft_get(customer_id=context_of(request).customer_id, key=sent["key"])
    names = ("account", "amount", "from", "to", "key")
    asked = urlencode({name: request.GET[name] for name in names if name in request.GET})
    return {
        "draft": draft,
        "change_url": f"{reverse('transaction_repeat', args=[like_id])}?{asked}",
        "sent": {**sent, "like": like_id, "message": draft.message, "label": draft.label},
    }


def repeat_refused(request: AppRequest, field: str, sentence: str, typed: str = "") -> HttpResponse | None:
    """Return the filled-in form with what to mend; None for an order that is not like an earlier one.

    ``typed`` is the amount where the request holds it in minor units.
    """
    try:
        like_id = _like_id(request)
        like = like_get(ctx=context_of(request), transaction_id=like_id) if like_id else None
    except (NotFound, UpstreamFailed):
        return None
    if like is None:
        return None
    asked = request.POST if request.method == "POST" else request.GET
    sent = {name: asked[name][:_LONGEST] for name in _names(like) if name in asked}
    amount = {"amount": typed} if typed else {}
    return _form(request, like, {**_filled(request, like), **sent, **amount}, errors={field: sentence})


def _like_id(request: AppRequest) -> str:
    """Return the id of the transaction an order is like; "" for what is no id."""
    asked = request.POST if request.method == "POST" else request.GET
    found = asked.get("like", "")
    return found if _ID.fullmatch(found) else ""


def _names(like: Like) -> tuple[str, ...]:
    return "account", "amount", SIDES[like.kind], "message", "label"


def _filled(request: AppRequest, like: Like) -> dict[str, str]:
    """Return what stands in the form: as it was, or as the address says when somebody comes back to change it."""
    words = {"message": like.message[:LONGEST_MESSAGE], "label": like.label}
    if key := request.GET.get("key"):
        draft = draft_get(customer_id=context_of(request).customer_id, key=key[:_LONGEST])
        words = {"message": draft.message, "label": draft.label}
    known = {
        "account": like.account_id,
        "amount": amount_grouped(like.amount, display(request)),
        SIDES[like.kind]: like.payee_id,
    }
    return {**words, **{name: request.GET.get(name, value)[:_LONGEST] for name, value in known.items()}}


def _choices(request: AppRequest, like: Like, account_id: str) -> MovementChoices:
    return movement_choices(ctx=context_of(request), kind=like.kind, account_id=account_id)


def _forms(
    request: AppRequest, like: Like, choices: MovementChoices, sent: Mapping[str, str]
) -> tuple[AmountForm, InstrumentForm, WordsForm]:
    return (
        AmountForm(sent, kind=like.kind, account=choices.account, display=display(request)),
        InstrumentForm(sent, kind=like.kind, instruments=choices.instruments),
        WordsForm(sent),
    )


def _form(
    request: AppRequest, like: Like, typed: Mapping[str, str], *, errors: Mapping[str, str] = _NO_ERRORS
) -> HttpResponse:
    choices = _choices(request, like, typed["account"])
    same = [each for each in (choices.account, *choices.others) if each.currency == choices.account.currency]
    view = again_view(
        like.of,
        choices.account,
        accounts=same,
        instruments=choices.instruments,
        another=ANOTHER[like.kind],
        checked_at=None if SIDES[like.kind] in errors else like.checked_at,
        display=display(request),
    )
    context: dict[str, Any] = {
        "again": view,
        "step": amount_step(like.kind, choices.account, wrong="amount" in errors, display=display(request)),
        "typed": {**typed, "account": choices.account.id},
        "side": SIDES[like.kind],
        "errors": errors,
        "was": like.message,
        "here_url": reverse("transaction_repeat", args=[like.of.id]),
        "longest": {"message": LONGEST_MESSAGE, "label": LONGEST_LABEL},
    }
    return page(request, "transactions/movements/again.html", context, _UNPROCESSABLE if errors else 200)
