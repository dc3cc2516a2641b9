"""What every page of the console shows around its own: the merchant, where one can go, what waits for an answer."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sandbox.console.cases import waiting_count
from sandbox.console.forms import Errors
from sandbox.console.sessions import csrf_token
from sandbox.merchants.services import Actor
from sandbox.payments.models import Merchant

_DONE = {
    "asked": "It was asked for.",
    "taken": "It is yours.",
    "paid": "It was paid out.",
    "cancelled": "It was called off.",
    "refunded": "It was refunded.",
    "answered": "Your answer was sent.",
    "written": "Your message was sent.",
}


def page(
    request: HttpRequest, actor: Actor, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Write a page; ``errors`` in the context are mistakes by field, ``here`` is the address of its entry above."""
    around = {
        "merchant": Merchant.objects.get(id=actor.merchant_id),
        "nav": _nav(actor.merchant_id),
        "csrf": csrf_token(request),
        "key": secrets.token_urlsafe(16),
        "done": _DONE.get(request.GET.get("done", ""), ""),
        "errors": {},
    }
    return render(request, f"console/{template}", around | context, status=status)


def form_page(
    request: HttpRequest, actor: Actor, template: str, context: dict[str, Any], errors: Errors | None
) -> HttpResponse:
    """Write a page with a form; one with mistakes comes back with them (422)."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, actor, template, context | {"errors": errors or {}}, status=status)


def _nav(merchant_id: str) -> list[tuple[str, str]]:
    waiting = waiting_count(merchant_id)
    return [
        ("/console", "History"),
        ("/console/payments/new", "New payment"),
        ("/console/payouts/new", "Pay out"),
        ("/console/requests", _counted("Refund requests", waiting.requests)),
        ("/console/disputes", _counted("Disputes", waiting.disputes)),
    ]


def _counted(label: str, count: int) -> str:
    return f"{label}, {count}" if count else label
