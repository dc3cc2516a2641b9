"""Sends the outbox: signed by Standard Webhooks, repeated on schedule, safe with several workers."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from typing import Final

import requests
from django.conf import settings
from django.db.models import F, Q

from sandbox import clock
from sandbox.payments.domain.delivery import next_attempt, secret_read, signature_headers
from sandbox.payments.models import OutboxEvent

log = logging.getLogger("sandbox.payments.outbox")

BATCH: Final = 20
TIMEOUT: Final = 15.0
DELIVERED_KEPT: Final = timedelta(days=7)
UNDELIVERED_KEPT: Final = timedelta(days=30)  # so long one that was given up can be replayed
PRUNED_AT_ONCE: Final = 1000  # a short hold on the database, run after run
LEASE: Final = timedelta(seconds=60)  # longer than an attempt can take, so that no event is in two hands
_SUCCESS: Final = range(200, 300)


def outbox_deliver() -> int:
    """Send what is due, oldest first, and return how many were delivered. Without HOOK_URL nothing is sent or lost."""
    delivered = 0
    for _ in range(BATCH if settings.HOOK_URL else 0):
        event = _claim(clock.now())
        if event is None:
            break
        delivered += _attempt(event)
    return delivered


def outbox_replay(*, event_id: str) -> bool:
    """Put a delivered or given-up event back in the queue under its own id; False when there is none."""
    again = OutboxEvent.objects.filter(id=event_id, state__in=("delivered", "failed"))
    return bool(again.update(state="waiting", attempts=0, due_at=clock.now(), claimed_until=None, last_error=""))


def outbox_prune() -> int:
    """Remove what was delivered or given up long ago, at most PRUNED_AT_ONCE; return how many.

    What still waits is never removed, unless there is no HOOK_URL that it could go to.
    """
    now = clock.now()
    over = Q(state="delivered", delivered_at__lte=now - DELIVERED_KEPT)
    over |= Q(state="failed", due_at__lte=now - UNDELIVERED_KEPT)
    if not settings.HOOK_URL:
        over |= Q(state="waiting", created_at__lte=now - UNDELIVERED_KEPT)
    ids = list(OutboxEvent.objects.filter(over).values_list("id", flat=True)[:PRUNED_AT_ONCE])
    return OutboxEvent.objects.filter(over, id__in=ids).delete()[0]


def _claim(now: datetime) -> OutboxEvent | None:
    """Take one due event by conditional update, just before sending: of several workers only one gets it."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = OutboxEvent.objects.filter(free, state="waiting", due_at__lte=now).order_by("due_at", "sequence", "id")
    return next((event for event in due[:BATCH] if _take(event, now, free)), None)


def _take(event: OutboxEvent, now: datetime, free: Q) -> bool:
    mine = OutboxEvent.objects.filter(free, id=event.id, state="waiting", attempts=event.attempts)
    return bool(mine.update(claimed_until=now + LEASE))


def _attempt(event: OutboxEvent) -> bool:
    error = _send(event)
    if error is None:
        _mark(event, state="delivered", delivered_at=clock.now(), last_error="")
        return True
    failed_at = clock.now()
    due = next_attempt(event.attempts + 1, failed_at, random.random)
    log.warning("event %s attempt %d: %s", event.id, event.attempts + 1, error)
    _mark(event, state="waiting" if due else "failed", due_at=due or failed_at, last_error=error)
    return False


def _mark(event: OutboxEvent, **fields: object) -> None:
    OutboxEvent.objects.filter(id=event.id).update(attempts=F("attempts") + 1, claimed_until=None, **fields)


def _send(event: OutboxEvent) -> str | None:
    """Make one attempt; return None when it was accepted (2xx), else why not. Redirects are not followed."""
    try:
        status = hook_post(event_id=event.id, body=event.body.encode(), secret=settings.HOOK_SECRET, at=clock.wall())
    except requests.RequestException as error:
        return type(error).__name__
    return None if status in _SUCCESS else f"HTTP {status}"


def hook_post(*, event_id: str, body: bytes, secret: str, at: datetime) -> int:
    """Post one event, signed with ``secret`` as of ``at``, and return the status. Raises RequestException.

    The status alone: what the receiver says beyond it is not read, however much it is.
    """
    headers = signature_headers(secret_read(secret), event_id, body, at)
    headers["Content-Type"] = "application/cloudevents+json"
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no .netrc of the machine: the address is ours to reach directly
        with session.post(
            settings.HOOK_URL, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code
