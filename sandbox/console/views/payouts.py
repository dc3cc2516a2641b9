"""Paying a customer: what was sold back, a prize, a correction."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox.console.access import redirect, signed_in
from sandbox.console.forms import Errors, PayoutForm, fields, payout_order, shown, told
from sandbox.console.once import once
from sandbox.console.shell import page
from sandbox.console.shops import currency_of, customers_with, offered
from sandbox.merchants import services
from sandbox.merchants.services import Actor
from sandbox.payments.domain.errors import Refused

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
    order, errors = payout_order(form, currency)
    if form.customer not in dict(customers_with(currency)):
        errors["customer"] = "Choose a customer."
    if order is None or errors:
        return _new(request, actor, form, errors)
    try:
        made = once(
            request,
            actor,
            body=order,
            make=lambda operation_id: services.payout_create(actor=actor, order=order, operation_id=operation_id).id,
        )
    except Refused as refused:
        return _new(request, actor, form, told(refused, *_FORM))
    return redirect(f"/console/payments/{made}?done=paid")


def _new(request: HttpRequest, actor: Actor, form: PayoutForm, errors: Errors | None = None) -> HttpResponse:
    typed, around = shown(msgspec.structs.asdict(form)), offered(currency_of(actor.merchant_id))
    context = {"here": _NEW, "form": typed, "errors": errors or {}, **around}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, actor, "payout.html", context, status=status)
