"""Sending an event to the hook now, as it should be or as an attacker would."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Any

import requests
from django.conf import settings

from sandbox import clock
from sandbox.ids import new_id
from sandbox.payments.domain.delivery import envelope
from sandbox.payments.domain.transactions import COLUMNS
from sandbox.payments.domain.transactions import Transaction as Shape
from sandbox.payments.domain.wire import transaction_wire
from sandbox.payments.models import Transaction
from sandbox.payments.outbox import hook_post
from sandbox.problems import Problem, validation_failed

_STALE = timedelta(minutes=10)


class Variant(StrEnum):
    """How an event is sent: as it should be, twice, signed ten minutes ago, or signed with another secret."""

    PLAIN = "plain"
    DUPLICATE = "duplicate"
    STALE = "stale"
    FORGED = "forged"


def event_send(*, kind: str, subject: str | None, customer_id: str, variant: Variant) -> dict[str, Any]:
    """Send an event of type ``kind`` about transaction ``subject`` (None: the customer's newest) and tell the answers.

    Returns id, type, subject, and for each attempt the status the hook answered, or the name of what went wrong.
    Raises Problem 409 when no hook is set, 422 for a transaction that does not exist.
    """
    if not settings.HOOK_URL:
        raise Problem(409, "no_hook", "The sandbox was started without --hook-url, so there is nobody to send to.")
    tx = _transaction(subject, customer_id)
    sent = envelope(
        event_id=new_id("evt"),
        kind=kind,
        subject=tx.id,
        customer_id=tx.customer_id,
        sequence=tx.version,
        at=clock.now(),
        data={"previous_status": None, "object": transaction_wire(tx)},
    )
    attempts = 2 if variant is Variant.DUPLICATE else 1
    answers = [_attempt(sent.id, sent.body.encode(), variant) for _ in range(attempts)]
    return {"id": sent.id, "type": kind, "subject": tx.id, "variant": variant, "answers": answers}


def _transaction(subject: str | None, customer_id: str) -> Shape:
    chosen = {"id": subject} if subject else {"customer_id": customer_id}
    row = Transaction.objects.filter(**chosen).order_by("-created_at", "-id").values(*COLUMNS).first()
    if row is None:
        name = "subject" if subject else "customer_id"
        raise validation_failed(f"/{name}", "unknown", f"{name}: there is no such transaction.")
    return Shape(**row)


def _attempt(event_id: str, body: bytes, variant: Variant) -> int | str:
    at = clock.wall() - (_STALE if variant is Variant.STALE else timedelta(0))
    secret = _foreign_secret() if variant is Variant.FORGED else settings.HOOK_SECRET
    try:
        return hook_post(event_id=event_id, body=body, secret=secret, at=at)
    except requests.RequestException as error:
        return type(error).__name__


def _foreign_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
