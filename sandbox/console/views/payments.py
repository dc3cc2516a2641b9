"""A new payment, one payment, and what a shop may do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox.clock import rfc3339
from sandbox.console.access import redirect, signed_in
from sandbox.console.cases import order_of, waiting_of
from sandbox.console.forms import WAYS, Errors, PaymentForm, amount_read, fields, payment_order, shown
from sandbox.console.once import attempt
from sandbox.console.shell import form_page
from sandbox.console.shops import currency_of, customers_with, next_order, offered
from sandbox.console.words import WHYS, amount, amount_of, long_time, state_of, step_text, when
from sandbox.merchants import services
from sandbox.merchants.domain.orders import CaptureOrder, RefundOrder
from sandbox.merchants.domain.wire import actions
from sandbox.merchants.services import Actor
from sandbox.merchants.storage import emails
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Step, Transaction

_NEW: Final = "/console/payments/new"
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
    return _new(request, actor, PaymentForm(order=next_order(actor.merchant_id)))


@signed_in
def payment_process(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for the money and show what became of it; a form with mistakes comes back with them (422)."""
    form, currency = PaymentForm(**fields(request, *_FORM)), currency_of(actor.merchant_id)
    order, errors = payment_order(form, currency, dict(customers_with(currency)))
    if order is None:
        return _new(request, actor, form, errors)
    made, errors = attempt(
        request,
        actor,
        body=order,
        make=lambda operation_id: services.payment_process(actor=actor, order=order, operation_id=operation_id).id,
        names=_FORM,
    )
    if errors:
        return _new(request, actor, form, errors)
    return redirect(f"/console/payments/{made}?done=asked")


@signed_in
def payment_page(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Show one payment, how it came here, and what may be done with it now."""
    payment = services.payment_get(merchant_id=actor.merchant_id, payment_id=payment_id)
    services.audit_read(actor=actor, action="payment.read", subject=f"payment:{payment.id}")
    return _shown(request, actor, payment)


@signed_in
def payment_capture(request: HttpRequest, actor: Actor, payment_id: str) -> HttpResponse:
    """Take what the form says of what was reserved; a form with mistakes comes back with them (422)."""
    payment = services.payment_get(merchant_id=actor.merchant_id, payment_id=payment_id)
    form = fields(request, "amount")
    value, errors = amount_read(form["amount"], payment.currency)
    if errors:
        return _shown(request, actor, payment, form=form, errors=errors)
    order = CaptureOrder(amount=Money(value, payment.currency))
    return _decided(
        request,
        actor,
        payment_id,
        body=order,
        done="taken",
        form=form,
        make=lambda: services.payment_capture(actor=actor, payment_id=payment_id, order=order),
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
    _made, errors = attempt(
        request,
        actor,
        body=order,
        make=lambda operation_id: (
            services.refund_create(actor=actor, payment_id=payment.id, order=order, operation_id=operation_id).id
        ),
        names=("amount", "message"),
    )
    return errors


def _decided(
    request: HttpRequest,
    actor: Actor,
    payment_id: str,
    *,
    done: str,
    make: Callable[[], Transaction],
    body: CaptureOrder | None = None,
    form: dict[str, str] | None = None,
) -> HttpResponse:
    _made, errors = attempt(request, actor, body=body or {}, make=lambda _operation_id: make().id, names=form or ())
    if errors:
        payment = services.payment_get(merchant_id=actor.merchant_id, payment_id=payment_id)
        return _shown(request, actor, payment, form=form, errors=errors)
    return redirect(f"/console/payments/{payment_id}?done={done}")


def _new(request: HttpRequest, actor: Actor, form: PaymentForm, errors: Errors | None = None) -> HttpResponse:
    typed, around = shown(msgspec.structs.asdict(form)), offered(currency_of(actor.merchant_id))
    return form_page(request, actor, "new.html", {"here": _NEW, "form": typed, "ways": WAYS, **around}, errors)


def _shown(
    request: HttpRequest,
    actor: Actor,
    tx: Transaction,
    *,
    form: dict[str, str] | None = None,
    errors: Errors | None = None,
) -> HttpResponse:
    left = amount(tx.amount if tx.status == "authorised" else tx.refundable, tx.currency)
    typed = form or {"amount": f"{left.whole}{left.decimals}", "message": ""}
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
        "steps": [_step(step, tx.amount) for step in plugs.store().step_list(tx.id)],
        "form": shown(typed),
    }
    return form_page(request, actor, "payment.html", context, errors)


def _facts(tx: Transaction) -> list[tuple[str, str]]:
    email = emails([tx.customer_id]).get(tx.customer_id, tx.customer_id)
    if tx.type != "payment":
        return _payout_facts(tx, email)
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


def _payout_facts(tx: Transaction, email: str) -> list[tuple[str, str]]:
    found = (
        ("Customer", email),
        ("What for", tx.description),
        ("Sent", long_time(tx.created_at)),
        ("Paid to", "Their Selfcare balance"),
        ("Payment number", tx.ref_provider),
    )
    return [(label, value) for label, value in found if value]


def _step(step: Step, taken: int) -> dict[str, str | None]:
    return {
        "text": step_text(step, taken),
        "icon": "undo-2" if step.code == "refunded" else _STEP_ICONS.get(step.status, "clock"),
        "when": when(step.occurred_at),
        "iso": rfc3339(step.occurred_at),
        "message": step.message,
    }
