"""Sending, which here means keeping."""

from __future__ import annotations

from typing import Literal

from sandbox import clock
from sandbox.ids import new_id
from sandbox.outbox.models import OutboxMessage


def outbox_send(kind: Literal["mail", "sms"], to: str, subject: str, text: str) -> OutboxMessage:
    """Keep a mail or an SMS (whose subject is empty) for `/outbox`, in the caller's transaction."""
    at = clock.now()
    return OutboxMessage.objects.create(id=new_id("msg"), kind=kind, to=to, subject=subject, text=text, created_at=at)
