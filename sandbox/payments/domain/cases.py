"""What refund requests and disputes have in common: a number, messages, a history, and the dates they promise."""

from __future__ import annotations

import unicodedata
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec

from sandbox.clock import rfc3339
from sandbox.payments.domain.limits import ZONE

Actor = Literal["customer", "merchant", "operator", "system"]
Note = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
MOST_MESSAGES: Final = 100  # so that a whole case stays well under what a client reads of one answer
MOST_FILES: Final = 5  # of one message
_SATURDAY: Final = 5
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS: Final = frozenset("\n\r\t")


class File(msgspec.Struct, frozen=True):
    """A file as a message names it; its bytes are an upload's."""

    id: str
    name: str
    media_type: str
    size: int


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a case. ``name`` is who wrote it, as the customer reads it; empty for the customer."""

    id: str
    case_id: str
    sender: Actor
    name: str
    at: datetime
    text: str
    attachments: tuple[File, ...] = ()


class CaseStep(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a case's history; ``sequence`` is the case's version after it."""

    id: str
    case_id: str
    sequence: int
    at: datetime
    actor: Actor
    code: str
    details: dict[str, str] = msgspec.field(default_factory=dict)


def case_number(counter: int) -> str:
    """Return what a customer reads out to support, C-4480-03, of a number that no other case has."""
    group, rest = divmod(counter, 100)
    return f"C-{group:04d}-{rest:02d}"


def is_readable(text: str) -> bool:
    """Say whether a text of several lines holds something to read and nothing that a page could not show as it is.

    Controls are none of it, nor what turns the direction of all that follows; marks that join letters or tell their
    direction (of Arabic, of emoji) are letters like any other.
    """
    return bool(text.strip()) and not any(_is_unreadable(letter) for letter in text)


def _is_unreadable(letter: str) -> bool:
    return letter in _TURNING or (letter not in _BREAKS and unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"})


def working_days_on(start: datetime, days: int, at: time) -> datetime:
    """Return the instant at the local time ``at`` so many weekdays after ``start``; holidays are not known here."""
    day = start.astimezone(ZONE).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return datetime.combine(day, at, ZONE)


def end_of_day_on(start: datetime, days: int) -> datetime:
    """Return the last minute of the local day so many days after ``start``."""
    return datetime.combine(start.astimezone(ZONE).date() + timedelta(days=days), time(23, 59), ZONE)


def message_wire(message: Message) -> dict[str, Any]:
    """Return the message as its customer reads it."""
    return {
        "id": message.id,
        "from": message.sender,
        "name": message.name,
        "at": rfc3339(message.at),
        "text": message.text,
        "attachments": [msgspec.structs.asdict(file) for file in message.attachments],
    }


def case_step_wire(step: CaseStep) -> dict[str, Any]:
    """Return one line of the case's history."""
    return {"at": rfc3339(step.at), "code": step.code, "actor": step.actor, "details": step.details}
