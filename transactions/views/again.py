"""The way from a transaction to a form filled in like it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from selfcare.http import AppRequest, display, redirect
from transactions.forms.movements import SIDES
from transactions.services.again import like_get
from transactions.views.context import context_of


@require_safe
def transaction_repeat(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Lead to the usual form, filled in; to the transaction where it cannot be ordered again."""
    like = like_get(ctx=context_of(request), transaction_id=transaction_id)
    if like is None:
        return redirect(request, reverse("transaction_detail", args=[transaction_id]))
    filled = {
        "account": like.account_id,
        "amount": display(request).money_typed(like.amount),
        SIDES[like.kind]: like.payee_id,
        "like": transaction_id,
    }
    known = urlencode({name: value for name, value in filled.items() if value})
    return redirect(request, f"{reverse(f'{like.kind}_new')}?{known}")
