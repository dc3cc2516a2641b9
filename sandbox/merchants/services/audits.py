"""What a merchant did and tried, written down with the thing itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import msgspec
from django.db import transaction

from sandbox import clock
from sandbox.clock import rfc3339
from sandbox.merchants.models import AuditEntry
from sandbox.payments.domain.errors import Refused

_LONGEST = 140


class Actor(msgspec.Struct, frozen=True):
    """Who acts for which merchant: a program with the ``key``, a person at the ``console``, the ``operator``."""

    merchant_id: str
    kind: Literal["key", "console", "operator"]


@contextmanager
def audited(actor: Actor, action: str, subject: str) -> Iterator[None]:
    """Run one write in one database transaction with its audit entry; a refusal is an entry ``denied`` of its own."""
    try:
        with transaction.atomic():
            audit_write(actor=actor, action=action, subject=subject)
            yield
    except Refused as refused:
        audit_write(actor=actor, action=action, subject=subject, outcome="denied", code=refused.code)
        raise


def audit_write(*, actor: Actor, action: str, subject: str, outcome: str = "ok", **details: Any) -> None:
    """Write one entry; ``outcome`` is ok or denied."""
    AuditEntry.objects.create(
        at=clock.now(),
        merchant_id=actor.merchant_id,
        actor=actor.kind,
        action=action,
        subject=subject[:_LONGEST],
        outcome=outcome,
        details=details,
    )


def audit_list(*, merchant_id: str, subject: str, count: int) -> list[dict[str, Any]]:
    """Return the newest entries about a subject, oldest first."""
    rows = AuditEntry.objects.filter(merchant_id=merchant_id, subject=subject).order_by("-id")[:count]
    return [
        {
            "at": rfc3339(row.at),
            "actor": row.actor,
            "action": row.action,
            "subject": row.subject,
            "outcome": row.outcome,
            "details": row.details,
        }
        for row in reversed(rows)
    ]
