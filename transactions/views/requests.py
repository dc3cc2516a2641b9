"""What the pages that ask something about a transaction share: the key of a form, how a request goes on, why it cannot.

Each form carries a key that was made for it, so that a second press, a reload or a time-out asks for nothing twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from selfcare.domain import errors
from selfcare.http import FRAGMENT_VARY, AppRequest, is_htmx, page, redirect
from transactions.domain import RequestKind, Transaction
from transactions.forms.requests import KeyForm
from transactions.presenters.requests import number_text, over_view, wait_view
from transactions.services.intents import intent_known
from transactions.services.requests import (
    Asked,
    request_get,
    request_unsettled,
    transaction_asked_about,
    transaction_now,
)
from transactions.views.context import context_of

_POLL: Final = 3
_FEATURES: Final[dict[str, str]] = {"cancel": "cancel", "keep": "cancel", "refund": "refunds.request"}


@require_safe
def request_state(request: AppRequest, transaction_id: str, intent_id: str) -> HttpResponse:
    """Tell that nobody knows yet; once somebody does, lead to it. htmx asks by itself: 204 while nothing changed."""
    asked = request_get(ctx=context_of(request), transaction_id=transaction_id, intent_id=intent_id)
    kind = asked.intent.kind
    back = {**places(transaction_id), "back_text": gettext("See the transaction")}
    return followed(request, asked, back, lambda: lead_on(request, asked, transaction_id, kind))


def followed(request: AppRequest, asked: Asked, back: dict[str, str], lead: Callable[[], HttpResponse]) -> HttpResponse:
    """Tell that nobody knows yet how a request ended, or ``lead`` on once somebody does.

    ``back`` is where its pages lead back to: ``here_transaction`` and what the link is called, ``back_text``.
    """
    if not asked.is_unsettled:
        response = lead()
    elif is_htmx(request) and "seen" in request.GET:
        response = HttpResponse(status=204)
    else:
        context = {"view": wait_view(asked.intent.kind), "poll": _POLL, "here_url": request.path, **back}
        response = page(request, "transactions/requests/confirming.html", context)
    patch_vary_headers(response, FRAGMENT_VARY)
    return response


def unsettled_answer(request: AppRequest, kind: RequestKind, transaction_id: str) -> HttpResponse | None:
    """Lead to a request whose outcome is not known, rather than make another beside it."""
    ctx = context_of(request)
    intent = request_unsettled(ctx=ctx, kind=kind, transaction_id=transaction_id)
    return redirect(request, reverse("request_state", args=[transaction_id, intent.id])) if intent else None


def offering(request: AppRequest, transaction_id: str, action: str) -> Transaction:
    ctx = context_of(request)
    return transaction_asked_about(ctx=ctx, transaction_id=transaction_id, action=action, feature=_FEATURES[action])


def offers(transaction: Transaction, action: str) -> bool:
    return any(each.name == action for each in transaction.actions)


def subject_of(error: errors.Conflict) -> Transaction:
    """Return the transaction that a refusal is about; without one the refusal itself is told."""
    transaction = error.details.get("transaction")
    if not isinstance(transaction, Transaction):
        raise error
    return transaction


def is_known(request: AppRequest, kind: RequestKind, key: str) -> bool:
    return intent_known(customer_id=context_of(request).customer_id, kind=kind, form_key=key)


def key_of(request: AppRequest) -> str:
    form = KeyForm(request.POST)
    if not form.is_valid():
        raise malformed(form)
    return str(form.cleaned_data["key"])


def malformed(form: Any) -> errors.BadRequest:
    fields = (errors.FieldError(name, "invalid", str(texts[0])) for name, texts in form.errors.items())
    return errors.BadRequest(fields=tuple(fields))


def lead_on(request: AppRequest, asked: Asked, transaction_id: str, kind: str) -> HttpResponse:
    if asked.is_unsettled:
        return redirect(request, reverse("request_state", args=[transaction_id, asked.intent.id]))
    if asked.error:
        transaction = transaction_now(ctx=context_of(request), transaction_id=transaction_id)
        return over_page(request, transaction, asked.error, kind)
    if kind in {"refund", "dispute"} and asked.intent.result_id:
        return redirect(request, reverse("case_detail", args=[asked.intent.result_id]))
    return redirect(request, reverse("transaction_detail", args=[transaction_id]))


def over_page(
    request: AppRequest,
    transaction: Transaction,
    error: errors.SelfcareError | None,
    kind: str,
    status: int = HTTPStatus.CONFLICT,
) -> HttpResponse:
    """Tell why it was not done, and how the transaction stands."""
    is_away = isinstance(error, errors.UpstreamUnavailable)
    again = is_away or status == HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "view": over_view(transaction, error, kind=kind),
        "again_url": reverse(f"transaction_{kind}", args=[transaction.id]) if again else "",
        **places(transaction.id, number_text(transaction)),
    }
    return page(
        request, "transactions/requests/over.html", context, HTTPStatus.SERVICE_UNAVAILABLE if is_away else status
    )


def places(transaction_id: str, number: str = "") -> dict[str, str]:
    """Return what every page about a transaction has: its number, and where it, a refund and a dispute of it are."""
    names = {"here_transaction": "detail", "refund_url": "refund", "dispute_url": "dispute"}
    return {
        **{key: reverse(f"transaction_{name}", args=[transaction_id]) for key, name in names.items()},
        "number": number,
    }


def new_key() -> str:
    return secrets.token_urlsafe(18)
