"""A new payment, one payment, and what a shop may do with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

from sandbox.auth.models import Customer
from sandbox.clock import rfc3339
from sandbox.console.access import redirect, signed_in
from sandbox.console.cases import order_of, waiting_of
from sandbox.console.forms import WAYS, Errors, PaymentForm, amount_read, fields, payment_order, told
from sandbox.console.once import once
from sandbox.console.shell import page
from sandbox.console.words import WHYS, amount, amount_of, long_time, state_of, step_text, when
from sandbox.merchants import services
from sandbox.merchants.domain.orders import RefundOrder
from sandbox.merchants.domain.wire import actions
from sandbox.merchants.services import Actor
from sandbox.merchants.storage import emails
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.limits import payment_range
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Step, Transaction
from sandbox.payments.models import Account, Merchant
from sandbox.payments.models import Transaction as Row

_NEW: Final = "/console/payments/new"
_NUMBERED: Final = re.compile(r"(.{0,12}[-/])([0-9]{1,9})")
_FORM: Final = ("amount", "customer", "order", "what", "how")
_STEP_ICONS: Final = {
    "succeeded": "circle-check",
    "declined": "ban",
    "failed": "octagon-x",
    "cancelled": "circle-minus",
    "expired": "hourglass",
    "reversed": "rotate-ccw",
    "authorised": "lock",
    "requires_action": "circle-alert",
}


@signed_in
def new_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form, with the next order number filled in."""
    return _new(request, actor, PaymentForm(order=_next_order(actor.merchant_id)))


@signed_in
def payment_process(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for the money and show what became of it; a form with mistakes comes back with them (422)."""
    form, currency = PaymentForm(**fields(request, *_FORM)), _currency(actor.merchant_id)
    order, errors = payment_order(form, currency)
    if form.customer not in dict(_customers(currency)):
        errors["customer"] = "Choose a customer."
    if order is None or errors:
        return _new(request, actor, form, errors)
    try:
        made = once(
            request,
            actor,
            body=order,
            make=lambda operation_id: services.payment_process(actor=actor, order=order, operation_id=operation_id).id,
        )
    except Refused as refused:
        return _new(request, actor, form, told(refused, *_FORM))
    return redirect(f"/console/payments/{made}?done=asked")


@signed_in
def payment_page(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Show one payment, how it came here, and what may be done with it now."""
    return _shown(request, actor, services.payment_get(merchant_id=actor.merchant_id, payment_id=payment_id))


@signed_in
def payment_capture(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Take what was reserved."""
    return _decided(
        request,
        actor,
        payment_id,
        done="taken",
        make=lambda: services.payment_capture(actor=actor, payment_id=payment_id),
    )


@signed_in
def payment_cancel(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Call a payment off."""
    return _decided(
        request,
        actor,
        payment_id,
        done="cancelled",
        make=lambda: services.payment_cancel(actor=actor, payment_id=payment_id),
    )


@signed_in
def payment_refund(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Give back what the form says; a form with mistakes comes back with them (422)."""
    payment = services.payment_get(merchant_id=actor.merchant_id, payment_id=payment_id)
    form = fields(request, "amount", "message")
    value, errors = amount_read(form["amount"], payment.currency)
    if not errors:
        errors = _refund(request, actor, payment, value, form["message"])
    if errors:
        return _shown(request, actor, payment, form=form, errors=errors)
    return redirect(f"/console/payments/{payment_id}?done=refunded")


def _refund(request: HttpRequest, actor: Actor, payment: Transaction, value: int, message: str) -> Errors:
    order = RefundOrder(amount=Money(value, payment.currency), reason=message or None)
    try:
        once(
            request,
            actor,
            body=order,
            make=lambda operation_id: (
                services.refund_create(actor=actor, payment_id=payment.id, order=order, operation_id=operation_id).id
            ),
        )
    except Refused as refused:
        return told(refused, "amount", "message")
    return {}


def _decided(
    request: HttpRequest, actor: Actor, payment_id: str, *, done: str, make: Callable[[], Transaction]
) -> HttpResponse:
    try:
        once(request, actor, body={}, make=lambda _operation_id: make().id)
    except Refused as refused:
        payment = services.payment_get(merchant_id=actor.merchant_id, payment_id=payment_id)
        return _shown(request, actor, payment, errors=told(refused))
    return redirect(f"/console/payments/{payment_id}?done={done}")


def _new(request: HttpRequest, actor: Actor, form: PaymentForm, errors: Errors | None = None) -> HttpResponse:
    currency = _currency(actor.merchant_id)
    allowed = payment_range(currency)
    least, most = (allowed.min, allowed.max) if allowed else (0, 0)
    context = {
        "here": _NEW,
        "form": form,
        "errors": errors or {},
        "least": amount(least, currency),
        "most": amount(most, currency),
        "customers": _customers(currency),
        "ways": WAYS,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, actor, "new.html", context, status=status)


def _shown(
    request: HttpRequest,
    actor: Actor,
    tx: Transaction,
    *,
    form: dict[str, str] | None = None,
    errors: Errors | None = None,
) -> HttpResponse:
    left = amount(tx.refundable, tx.currency)
    context = {
        "here": "",
        "id": tx.id,
        "order": order_of(tx),
        "amount": amount_of(tx),
        "state_now": state_of(tx),
        "why": WHYS.get(tx.status_reason or "", ""),
        "facts": _facts(tx),
        "actions": actions(tx),
        "left": left,
        "request_id": waiting_of(tx.id),
        "dispute_id": (tx.dispute or {}).get("id"),
        "steps": [_step(step) for step in plugs.store().step_list(tx.id)],
        "form": form or {"amount": f"{left.whole}{left.decimals}", "message": ""},
        "errors": errors or {},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, actor, "payment.html", context, status=status)


def _facts(tx: Transaction) -> list[tuple[str, str]]:
    email = emails([tx.customer_id]).get(tx.customer_id, tx.customer_id)
    waits = "Reserved until" if tx.status == "authorised" else "Can be approved until"
    open_until = tx.expires_at if tx.status in {"authorised", "requires_action"} else None
    found = (
        ("Customer", email),
        ("What for", tx.description),
        ("Asked for", long_time(tx.created_at)),
        (waits, open_until and long_time(open_until)),
        ("Paid with", tx.instrument_label or "Their Selfcare balance"),
        ("Given back", amount(tx.refunded, tx.currency).text if tx.refunded else None),
        ("Payment number", tx.ref_provider),
    )
    return [(label, value) for label, value in found if value]


def _step(step: Step) -> dict[str, str | None]:
    return {
        "text": step_text(step),
        "icon": "undo-2" if step.code == "refunded" else _STEP_ICONS.get(step.status, "clock"),
        "when": when(step.occurred_at),
        "iso": rfc3339(step.occurred_at),
        "message": step.message,
    }


def _currency(merchant_id: str) -> str:
    return "SEK" if Merchant.objects.filter(id=merchant_id, country="SE").exists() else "EUR"


def _customers(currency: str) -> list[tuple[str, str]]:
    """Return the customers who have a balance in the currency, by id."""
    owners = Account.objects.filter(currency=currency, status="active").values("customer_id")
    return list(Customer.objects.filter(id__in=owners).order_by("email").values_list("id", "email"))


def _next_order(merchant_id: str) -> str:
    """Return the order number after the newest one of the merchant's own kind, empty when there is no such number."""
    rows = Row.objects.filter(merchant_id=merchant_id, ref_merchant__isnull=False).order_by("-created_at", "-id")
    newest = _NUMBERED.fullmatch(rows.values_list("ref_merchant", flat=True).first() or "")
    return f"{newest[1]}{int(newest[2]) + 1:0{len(newest[2])}}" if newest else ""
