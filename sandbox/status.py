"""`/status`: how each service stands, for a person or a probe; nothing in it is anybody's."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from sandbox.auth.models import Customer
from sandbox.bank.models import Transfer
from sandbox.merchants.models import Profile
from sandbox.payments.models import OutboxEvent, Transaction
from sandbox.web import json_response, no_query

log = logging.getLogger("sandbox.status")
# What a service cannot be without: one row of it is read.
_NEEDED: Final[dict[str, Any]] = {
    "auth": Customer,
    "payments": Transaction,
    "bank": Transfer,
    "merchants": Profile,
}


def status(request: HttpRequest) -> HttpResponse:
    """Answer 200 with ``ok`` when every service can read what it keeps, else 503 with ``failed``."""
    no_query(request)
    services = {name: _stands(name, model) for name, model in _NEEDED.items()}
    is_ok = set(services.values()) == {"ok"}
    told = {"status": "ok" if is_ok else "failed", "services": services, "events": _events() if is_ok else {}}
    return json_response(told, status=HTTPStatus.OK if is_ok else HTTPStatus.SERVICE_UNAVAILABLE)


def _stands(name: str, model: Any) -> str:
    try:
        model.objects.exists()
    except DatabaseError:
        log.exception("service %s cannot read", name)
        return "failed"
    return "ok"


def _events() -> dict[str, int]:
    """Return how many events wait to be sent, and how many were given up."""
    return {state: OutboxEvent.objects.filter(state=state).count() for state in ("waiting", "failed")}
