"""What programs send and get of disputes, beside the dispute itself."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from selfcare.domain.money import LARGEST
from transactions.api.movements import Id
from transactions.domain import LONGEST_NOTE, MOST_FILES, DisputeReason

Text = Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)]
Files = Annotated[list[Id], Meta(max_length=MOST_FILES)]


class DisputeAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minor units of an ISO 4217 currency."""

    value: Annotated[int, Meta(ge=0, le=LARGEST)]
    currency: Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]


class DisputeInput(msgspec.Struct, frozen=True):
    """What is wrong. ``amount`` is what the customer wants back; with ``should_have_been`` it is the difference."""

    reason: DisputeReason
    amount: DisputeAmount
    note: Text | None = None
    should_have_been: DisputeAmount | None = None
    attachments: Files = []


class MissingInput(msgspec.Struct, frozen=True):
    """What is not here: a deposit that did not come (missing_deposit), a charge nobody knows (unrecognised)."""

    reason: DisputeReason
    amount: DisputeAmount
    occurred_on: date
    note: Text | None = None
    statement_text: Annotated[str, Meta(min_length=1, max_length=140)] | None = None
    instrument_id: Id | None = None
    attachments: Files = []


class MessageInput(msgspec.Struct, frozen=True):
    text: Text
    attachments: Files = []


class AnswerInput(msgspec.Struct, frozen=True):
    accept: bool


class DisputeQuery(msgspec.Struct, frozen=True):
    transaction_id: Id | None = None
    status: tuple[Annotated[str, Meta(pattern=r"\A(open|needs_info|under_review|closed)\Z")], ...] = ()
    limit: Annotated[int, Meta(ge=1, le=100)] = 25
    cursor: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.~=-]{1,1024}\Z")] | None = None


class DisputeRequest(msgspec.Struct, frozen=True):
    """Something asked of a dispute whose outcome was not known. ``status`` is confirming, then accepted or refused."""

    intent_id: str
    status: str
    dispute_id: str | None = None
    problem: str | None = None
