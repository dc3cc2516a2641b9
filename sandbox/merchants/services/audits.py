"""What a merchant did and tried, written down with the thing itself; and how often it read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import msgspec
from django.db import transaction
from django.db.models import F

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


def audit_read(*, actor: Actor, action: str, subject: str) -> None:
    """Count a read; those of one day about one subject are one entry."""
    now = clock.now()
    same = {"merchant_id": actor.merchant_id, "actor": actor.kind, "action": action, "subject": subject[:_LONGEST]}
    today = AuditEntry.objects.filter(**same, at__gte=now.replace(hour=0, minute=0, second=0, microsecond=0))
    if not today.update(count=F("count") + 1, at=now):
        AuditEntry.objects.create(at=now, outcome="ok", **same)


def audit_list(*, count: int, merchant_id: str = "", subject: str = "") -> list[dict[str, Any]]:
    """Return the newest entries, of one merchant and about one subject where these are given, oldest first."""
    asked = {"merchant_id": merchant_id, "subject": subject}
    rows = AuditEntry.objects.filter(**{name: value for name, value in asked.items() if value}).order_by("-id")
    return [_entry(row) for row in reversed(rows[:count])]


def _entry(row: AuditEntry) -> dict[str, Any]:
    names = ("merchant_id", "actor", "action", "subject", "outcome", "count", "details")
    return {"at": rfc3339(row.at), **{name: getattr(row, name) for name in names}}
