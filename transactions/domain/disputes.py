"""What the customer says is wrong with a payment, is missing, or is not theirs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, get_args

import msgspec

from selfcare.domain.money import Money
from transactions.domain.cases import CaseStep, Message
from transactions.domain.transactions import Action, InstrumentRef, MerchantRef


class Offer(msgspec.Struct, frozen=True):
    """What the merchant would give back; the customer takes it or not."""

    amount: Money
    by: str | None = None
    note: str | None = None


class Dispute(msgspec.Struct, frozen=True):
    """A case about a transaction, or about money that is not here. ``outcome`` is seen from the customer's side."""

    id: str
    case_number: str
    kind: str
    customer_id: str
    amount: Money
    reason: str
    status: str
    created_at: datetime
    updated_at: datetime
    version: int
    transaction_id: str | None = None
    merchant: MerchantRef | None = None
    note: str | None = None
    should_have_been: Money | None = None
    occurred_on: date | None = None
    statement_text: str | None = None
    instrument: InstrumentRef | None = None
    outcome: str | None = None
    waiting_on: str | None = None
    respond_by: datetime | None = None
    offer: Offer | None = None
    escalated_at: datetime | None = None
    closed_at: datetime | None = None
    refund_transaction_id: str | None = None
    refund_request_id: str | None = None
    handler: str | None = None
    history: tuple[CaseStep, ...] = ()
    actions: tuple[Action, ...] = ()
    messages: tuple[Message, ...] = ()


DisputeReason = Literal["unrecognised", "wrong_amount", "duplicate", "not_received", "missing_deposit", "other"]
DISPUTE_REASONS: Final[tuple[DisputeReason, ...]] = get_args(DisputeReason)
MOST_FILES: Final = 5
"""Files of one message."""


class DisputeOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """What opens a dispute. ``amount`` is what the customer wants back, or misses; ``occurred_on`` and
    ``instrument_id`` say when and from where a deposit was sent; ``attachments`` are ids of uploads."""

    reason: DisputeReason
    amount: Money
    note: str | None = None
    should_have_been: Money | None = None
    occurred_on: date | None = None
    statement_text: str | None = None
    instrument_id: str | None = None
    attachments: tuple[str, ...] = ()


class MessageOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a message of the customer's is made of; ``attachments`` are ids of uploads."""

    text: str
    attachments: tuple[str, ...] = ()
