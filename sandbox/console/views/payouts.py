"""Paying a customer: what was sold back, a prize, a correction."""

from __future__ import annotations

from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox.console.access import redirect, signed_in
from sandbox.console.forms import Errors, PayoutForm, fields, payout_order, shown
from sandbox.console.once import attempt
from sandbox.console.shell import form_page
from sandbox.console.shops import currency_of, customers_with, offered
from sandbox.merchants import services
from sandbox.merchants.services import Actor

_NEW: Final = "/console/payouts/new"
_FORM: Final = ("amount", "customer", "order", "what")


@signed_in
def new_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form."""
    return _new(request, actor, PayoutForm())


@signed_in
def payout_create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Pay the customer at once; a form with mistakes comes back with them (422)."""
    form, currency = PayoutForm(**fields(request, *_FORM)), currency_of(actor.merchant_id)
    order, errors = payout_order(form, currency, dict(customers_with(currency)))
    if order is None:
        return _new(request, actor, form, errors)
    made, errors = attempt(
        request,
        actor,
        body=order,
        make=lambda operation_id: services.payout_create(actor=actor, order=order, operation_id=operation_id).id,
        names=_FORM,
    )
    if errors:
        return _new(request, actor, form, errors)
    return redirect(f"/console/payments/{made}?done=paid")


def _new(request: HttpRequest, actor: Actor, form: PayoutForm, errors: Errors | None = None) -> HttpResponse:
    typed, around = shown(msgspec.structs.asdict(form)), offered(currency_of(actor.merchant_id))
    return form_page(request, actor, "payout.html", {"here": _NEW, "form": typed, **around}, errors)
