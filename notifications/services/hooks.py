"""Taking in what the services behind us report: once per event, and only as a hint to look again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from django.db import transaction
from django.utils import timezone

from notifications.models import HookReceipt
from selfcare import versions
from selfcare.domain.errors import BadRequest, FieldError
from selfcare.domain.money import Money
from selfcare.stores import database_errors
from selfcare.upstream.cache import mark_stale
from transactions.services.case_clocks import case_clock_hint
from transactions.services.intents import intent_finish
from transactions.services.receipts import receipt_refunded

KEPT: Final = timedelta(days=14)  # A sender repeats for four days; the contract asks for seven.
LARGEST_EVENT: Final = 20_480
_ID: Final = re.compile(r"[A-Za-z0-9_.~:-]{1,128}", re.ASCII)
_TYPE: Final = re.compile(r"[a-z][a-z_]*(?:\.[a-z_]+){1,3}", re.ASCII)
_OF_CASES: Final = ("refund.", "dispute.")
_log = structlog.get_logger("notifications.hooks")


class Back(msgspec.Struct, frozen=True):
    refunded: Money


class Subject(msgspec.Struct, frozen=True):
    """What is used of the resource an event carries; the rest is asked for where it is shown."""

    customer_id: str | None = None
    status: str = ""
    account_id: str | None = None
    refund: Back | None = None


class EventData(msgspec.Struct, frozen=True):
    customer_id: str
    sequence: int = 0
    object: Subject = Subject()


class IncomingEvent(msgspec.Struct, frozen=True):
    """A CloudEvents 1.0 envelope."""

    specversion: str
    id: str
    source: str
    type: str
    time: datetime
    data: EventData
    subject: str = ""


def event_read(*, body: bytes, message_id: str) -> IncomingEvent:
    """Return the event of a verified body. Raises BadRequest naming what is wrong with it."""
    if len(body) > LARGEST_EVENT:
        raise _bad("", "too_large", "Send at most 20 kB.")
    try:
        event = msgspec.json.decode(body, type=IncomingEvent)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _bad("", "shape", "Send one CloudEvents 1.0 JSON object.") from error
    if event.id != message_id:
        raise _bad("/id", "mismatch", "The event's id is the message's webhook-id.")
    _check_names(event)
    return event


@database_errors()
def event_take_in(*, source: str, event: IncomingEvent) -> bool:
    """Make the event's customer see anew, once. Returns whether it was new.

    Order is not trusted: nothing of the event is shown, what changed is asked for. Raises StoreUnavailable, and then
    nothing is kept, so that the sender's repeat is not taken for a duplicate.
    """
    with transaction.atomic():
        _, is_new = HookReceipt.objects.get_or_create(
            source=source, event_id=event.id, defaults={"event_type": event.type[:64]}
        )
        if not is_new:
            return False
        _apply(event)
    _log.info("hook_taken_in", source=source, type=event.type, event_id=event.id)
    return True


def hook_receipts_prune() -> int:
    """Forget receipts no sender can repeat any more. Returns how many."""
    return HookReceipt.objects.filter(received_at__lt=timezone.now() - KEPT).delete()[0]


def _apply(event: IncomingEvent) -> None:
    customer_id, thing = event.data.customer_id, event.data.object
    if event.type.startswith("transaction."):
        intent_finish(customer_id=customer_id, transaction_id=event.subject, status=thing.status)
        if thing.refund:  # the public check page has no customer to ask as; a sum that only grows needs no order
            receipt_refunded(customer_id=customer_id, transaction_id=event.subject, refunded=thing.refund.refunded)
    if event.type.startswith(_OF_CASES) and event.subject:
        case_clock_hint(case_id=event.subject, customer_id=customer_id)
    mark_stale(customer_id)
    versions.bump(customer_id, *_changed(event))


def _changed(event: IncomingEvent) -> list[str]:
    kind = event.type.partition(".")[0]
    names = [f"{kind}:{event.subject}" if event.subject else kind]
    if kind in {"refund", "dispute"}:
        names += [f"case:{event.subject}", "cases"] if event.subject else ["cases"]
    if kind in {"transaction", "refund", "payout"}:
        names.append(f"balance:{event.data.object.account_id}" if event.data.object.account_id else "balance")
    return names


def _check_names(event: IncomingEvent) -> None:
    thing = event.data.object
    if event.specversion != "1.0":
        raise _bad("/specversion", "unknown", "Send specversion 1.0.")
    if not _TYPE.fullmatch(event.type):
        raise _bad("/type", "format", "Use lower-case words with dots.")
    ids = {"/subject": event.subject or "-", "/data/customer_id": event.data.customer_id}
    ids["/data/object/account_id"] = thing.account_id or "-"
    for pointer, value in ids.items():
        if not _ID.fullmatch(value):
            raise _bad(pointer, "format", "Use at most 128 letters, digits and _ . ~ : -")
    if thing.customer_id not in (None, event.data.customer_id):
        _log.critical("hook_owner_mismatch", event_id=event.id)
        raise _bad("/data/object/customer_id", "mismatch", "The object is another customer's.")


def _bad(pointer: str, code: str, detail: str) -> BadRequest:
    return BadRequest(fields=(FieldError(pointer, code, detail),))
