"""What was written about a case, by whom, and who can read it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.utils.translation import gettext

from selfcare.display import Display
from transactions.domain import Attachment, Case, Message


class FileLink(msgspec.Struct, frozen=True):
    name: str
    href: str


class MessageRow(msgspec.Struct, frozen=True):
    id: str
    who: str
    is_own: bool
    time: str
    iso: str
    paragraphs: list[str]
    files: list[FileLink]


def message_rows(case: Case, *, display: Display, files: str, now: datetime) -> list[MessageRow]:
    """Return the messages, oldest first; ``files`` is the address under which their files are fetched."""
    return [_row(each, number, files, display, now) for number, each in enumerate(case.messages, 1)]


def _row(message: Message, number: int, files: str, display: Display, now: datetime) -> MessageRow:
    return MessageRow(
        id=f"m{number}",
        who=_who(message),
        is_own=message.from_ == "customer",
        time=_time(message.at, display, now),
        iso=display.iso(message.at),
        paragraphs=[line for line in message.text.splitlines() if line.strip()],
        files=[FileLink(each.name, _file_address(files, each)) for each in message.attachments],
    )


def _file_address(files: str, each: Attachment) -> str:
    return f"{files}{quote(each.id, safe='')}?name={quote(each.name)}"


def _who(message: Message) -> str:
    if message.from_ == "customer":
        return gettext("You")
    if message.from_ == "merchant" and message.name:
        return message.name
    product = settings.PRODUCT_NAME
    return f"{product}, {message.name}" if message.from_ == "operator" and message.name else product


def _time(moment: datetime, display: Display, now: datetime) -> str:
    if display.day_of(moment) == display.day_of(now):
        return gettext("Today, %(time)s") % {"time": display.time(moment)}
    return display.datetime(moment)


def readers_text(case: Case) -> str:
    """Return who reads the messages besides the customer."""
    if case.kind == "refund_request" and case.merchant:
        return gettext("Read by you and %(name)s") % {"name": case.merchant.name}
    if case.kind == "dispute" and case.merchant:
        return gettext("Read by you, %(name)s and us") % {"name": case.merchant.name}
    return gettext("Read by you and us")


def write_to_text(case: Case) -> str:
    """Return the label of the field to write in: it names the readers."""
    if case.kind == "refund_request" and case.merchant:
        return gettext("Write to %(name)s") % {"name": case.merchant.name}
    if case.kind == "dispute" and case.merchant:
        return gettext("Write to %(name)s and us") % {"name": case.merchant.name}
    return gettext("Write to us")
