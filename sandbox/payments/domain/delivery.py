"""Signed events: CloudEvents 1.0 envelope, Standard Webhooks signature, retry schedule.

The signature is written here, not taken from the ``standardwebhooks`` package, as sending needs five lines of it;
the tests hold it against that package.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from sandbox.clock import rfc3339

_PREFIX: Final = "whsec_"
_SHORTEST_SECRET: Final = 24
_HOURS: Final = (2, 5, 10, 14, 20, 24)
SCHEDULE: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in _HOURS),
)
JITTER: Final = 0.1


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """An event as the outbox keeps it: ``body`` is the CloudEvent, encoded once so that every attempt is the same."""

    id: str
    type: str
    subject: str
    customer_id: str
    sequence: int
    body: str
    created_at: datetime


def envelope(
    *, event_id: str, kind: str, subject: str, customer_id: str, sequence: int, at: datetime, data: dict[str, Any]
) -> Outgoing:
    """Return the CloudEvent of a change; ``data`` joins ``customer_id`` and ``sequence``."""
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/payments",
        "type": kind,
        "subject": subject,
        "time": rfc3339(at),
        "datacontenttype": "application/json",
        "data": {"customer_id": customer_id, "sequence": sequence, **data},
    }
    return Outgoing(
        id=event_id,
        type=kind,
        subject=subject,
        customer_id=customer_id,
        sequence=sequence,
        body=msgspec.json.encode(event).decode(),
        created_at=at,
    )


def secret_read(secret: str) -> bytes:
    """Return the bytes of a ``whsec_…`` secret; raise ValueError unless it holds at least 24 of them."""
    try:
        raw = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raw = b""
    if not secret.startswith(_PREFIX) or len(raw) < _SHORTEST_SECRET:
        raise ValueError("SANDBOX_HOOK_SECRET is whsec_ and the base64 of at least 24 bytes")
    return raw


def signature_headers(secret: bytes, event_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the three Standard Webhooks headers of one attempt made at ``at``."""
    stamp = str(int(at.timestamp()))
    mac = hmac.digest(secret, f"{event_id}.{stamp}.".encode() + body, "sha256")
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {"webhook-id": event_id, "webhook-timestamp": stamp, "webhook-signature": signature}


def next_attempt(attempts: int, at: datetime, jitter: Callable[[], float]) -> datetime | None:
    """Return when to try again after ``attempts`` failures, None when the schedule is at its end.

    ``jitter`` gives a number from 0 to 1; the wait is stretched by at most a tenth, so it is never early.
    """
    if attempts > len(SCHEDULE):
        return None
    return at + SCHEDULE[attempts - 1] * (1 + JITTER * jitter())
