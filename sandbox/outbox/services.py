"""Sending, which here means keeping."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

from sandbox import clock
from sandbox.ids import new_id
from sandbox.outbox.models import OutboxMessage

KEPT: Final = timedelta(days=30)


def outbox_send(kind: Literal["mail", "sms"], to: str, subject: str, text: str) -> OutboxMessage:
    """Keep a mail or an SMS (whose subject is empty) for `/outbox`, in the caller's transaction."""
    at = clock.now()
    return OutboxMessage.objects.create(id=new_id("msg"), kind=kind, to=to, subject=subject, text=text, created_at=at)


def outbox_prune() -> int:
    """Remove messages that nobody will look for any more; return how many."""
    return OutboxMessage.objects.filter(created_at__lte=clock.now() - KEPT).delete()[0]
