"""What a person types: amounts as they write them, and every mistake told beside its field."""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.http import HttpRequest

from sandbox.bank.domain import EXPONENTS
from sandbox.merchants.domain.orders import PaymentOrder, PayoutOrder
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.money import LARGEST, Money

_AMOUNT: Final = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,3})?")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]")
_UNSHOWABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TEXT: Final = 140
Errors = dict[str, str]
# How it goes, as it stands in the form: title, what it means, what is ordered.
WAYS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "approve": ("The customer approves", "They are asked in Selfcare, and answer on their bank's page.", {}),
    "reserve": ("Reserve, take it later", "Held for 7 days.", {"capture": "manual"}),
    "no_answer": (
        "The bank does not answer",
        "The outcome is unknown for 45 seconds, then it is paid.",
        {"approved": True, "simulate": "time_out"},
    ),
    "no": ("The bank says no", "Declined at once, with a reason.", {"approved": True, "simulate": "decline"}),
    "returned": (
        "Settled, then returned",
        "Settled after a minute; two minutes later it comes back.",
        {"approved": True, "simulate": "return"},
    ),
}


class PaymentForm(msgspec.Struct):
    """The fields of a new payment as they were sent."""

    amount: str = ""
    customer: str = ""
    order: str = ""
    what: str = ""
    how: str = "approve"


class PayoutForm(msgspec.Struct):
    """The fields of a new payout as they were sent."""

    amount: str = ""
    customer: str = ""
    order: str = ""
    what: str = ""


def fields(request: HttpRequest, *names: str) -> dict[str, str]:
    """Return the named fields of a form, stripped; what is missing is empty, what nobody asked for is left alone."""
    return {name: request.POST.get(name, "").strip() for name in names}


def shown(form: dict[str, str]) -> dict[str, str]:
    """Return what was typed as a page may hold it: HTML has no control characters but line ends and tabs."""
    return {name: _UNSHOWABLE.sub("", text) for name, text in form.items()}


def payment_order(form: PaymentForm, currency: str, customers: Container[str]) -> tuple[PaymentOrder | None, Errors]:
    """Return the order a form stands for, or its mistakes by field; ``customers`` are the ids it may name."""
    ordered, errors = _ordered(form, currency, customers)
    if form.how not in WAYS:
        errors["how"] = "Choose one of these."
    return (None, errors) if errors else (PaymentOrder(**ordered, **WAYS[form.how][2]), {})


def payout_order(form: PayoutForm, currency: str, customers: Container[str]) -> tuple[PayoutOrder | None, Errors]:
    """Return the order a form stands for, or its mistakes by field; ``customers`` are the ids it may name."""
    ordered, errors = _ordered(form, currency, customers)
    return (None, errors) if errors else (PayoutOrder(**ordered), {})


def _ordered(form: PaymentForm | PayoutForm, currency: str, customers: Container[str]) -> tuple[dict[str, Any], Errors]:
    value, errors = amount_read(form.amount, currency)
    if form.customer not in customers:
        errors["customer"] = "Choose a customer."
    for name, text in (("order", form.order), ("what", form.what)):
        if len(text) > _TEXT or not (text.isprintable()):
            errors[name] = f"At most {_TEXT} printable characters."
    texts = {"reference": form.order or None, "description": form.what or None}
    return {"amount": Money(value, currency), "customer_id": form.customer, **texts}, errors


def amount_read(text: str, currency: str, name: str = "amount") -> tuple[int, Errors]:
    """Return minor units of what somebody wrote (640, 640,50, 1 249.00), or why it is no amount, under ``name``."""
    plain = _SPACES.sub("", text)
    if not plain:
        return 0, {name: "Write an amount."}
    if not _AMOUNT.fullmatch(plain):
        return 0, {name: "Write it in digits, such as 640 or 640,50."}
    exact = Decimal(plain.replace(",", ".")).scaleb(EXPONENTS.get(currency, 2))
    if exact != exact.to_integral_value():
        return 0, {name: "Two decimals at most."}
    return (int(exact), {}) if exact <= LARGEST else (0, {name: "That is more than anybody has."})


_FIELD_OF: Final = {
    "/amount/value": "amount",
    "/amount/currency": "customer",
    "/customer_id": "customer",
    "/offer/value": "amount",
    "/reference": "order",
    "/reason": "message",
    "/note": "message",
    "/text": "message",
    "/description": "what",
}


def told(refused: Refused, *known: str) -> Errors:
    """Return a refusal as mistakes by field; what belongs to none of the form's is told above it, under ``form``."""
    found: Errors = {}
    for field in refused.fields:
        name = _FIELD_OF.get(field.pointer, "form")
        found[name if name in known else "form"] = field.detail
    return found or {"form": refused.detail}
