"""What refund requests and disputes have in common: what people wrote to each other."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from selfcare.domain.money import Money

_MOST_DIGITS: Final = 16
_FIRST_YEAR, _LAST_YEAR = 1970, 9999  # what every zone can tell


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


class CaseStep(msgspec.Struct, frozen=True):
    """One step of a case's history: what happened, as a code, and who did it. Amounts in details are minor units;
    ``promised_by`` there is the date this step was owed by (RFC 3339), where it met or missed one.
    """

    at: datetime
    code: str
    actor: str
    details: dict[str, str] = {}

    @property
    def amount(self) -> Money | None:
        """The amount the step names; None when it names none that can be read."""
        value, currency = self.details.get("amount", ""), self.details.get("currency", "")
        if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
            return None
        try:
            return Money(int(value), currency)
        except ValueError:
            return None

    @property
    def promised_by(self) -> datetime | None:
        """The date the step was owed by; None when it names none that can be read."""
        try:
            moment = datetime.fromisoformat(self.details.get("promised_by", ""))
        except ValueError:
            return None
        return moment if moment.tzinfo and _FIRST_YEAR < moment.year < _LAST_YEAR else None
