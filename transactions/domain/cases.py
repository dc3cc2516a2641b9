"""What refund requests and disputes have in common: what people wrote to each other (contracts.md 2.2)."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Attachment(msgspec.Struct, frozen=True):
    """A file of a message; its bytes are asked for by id."""

    id: str
    name: str
    media_type: str
    size: int


class Message(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """One message of a case: from customer, merchant, operator or system. ``name`` is empty for the customer's own."""

    id: str
    from_: str
    at: datetime
    text: str
    name: str = ""
    attachments: tuple[Attachment, ...] = ()
