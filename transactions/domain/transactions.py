"""A transaction, its parts and its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec

from selfcare.domain.money import Money

STILL_MOVING: Final = frozenset({"created", "requires_action", "pending", "authorised"})
"""Statuses a transaction leaves again soon, by itself or by what the customer does."""
MOVED: Final = ("pending", "authorised", "succeeded", "reversed")
"""Statuses whose amount has left the balance or reached it: what a sum of money in and out counts."""
AWAITED: Final = ("requires_action",)
BOOKED: Final = ("succeeded", "reversed")
"""Statuses whose amount is in the booked balance: what a return brings back is a transaction of its own."""
RESERVED: Final = ("pending", "authorised")


class Party(msgspec.Struct, frozen=True, gc=False):
    kind: str
    label: str
    detail: str | None = None


class MerchantRef(msgspec.Struct, frozen=True, gc=False):
    id: str
    name: str
    site: str | None = None
    logo_url: str | None = None


class InstrumentRef(msgspec.Struct, frozen=True, gc=False):
    kind: str
    label: str
    brand: str | None = None
    last4: str | None = None


class References(msgspec.Struct, frozen=True, gc=False):
    customer: str | None = None
    merchant: str | None = None
    provider: str | None = None
    statement: str | None = None


class Settlement(msgspec.Struct, frozen=True, gc=False):
    state: str = "not_applicable"
    expected_on: date | None = None
    settled_at: datetime | None = None


class Refund(msgspec.Struct, frozen=True):
    state: str
    refunded: Money
    refundable: Money


class Cancellation(msgspec.Struct, frozen=True, gc=False):
    """A wish to cancel that is not carried out yet: ``asked`` until the bank decides, or ``refused``."""

    state: str
    asked_at: datetime
    decide_by: datetime | None = None


class DisputeRef(msgspec.Struct, frozen=True, gc=False):
    id: str
    status: str
    outcome: str | None = None


class NextAction(msgspec.Struct, frozen=True, gc=False):
    kind: str
    url: str | None = None
    expires_at: datetime | None = None


class Action(msgspec.Struct, frozen=True):
    name: str
    until: datetime | None = None
    requires: tuple[str, ...] = ()


class Transaction(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    id: str
    customer_id: str
    type: str
    direction: str
    status: str
    amount: Money
    created_at: datetime
    updated_at: datetime
    from_: Party
    to: Party
    version: int
    status_reason: str | None = None
    raw_status: str | None = None
    can_retry: bool = False
    fee: Money | None = None
    original_amount: Money | None = None
    fx_rate: str | None = None
    account_id: str | None = None
    merchant: MerchantRef | None = None
    instrument: InstrumentRef | None = None
    description: str | None = None
    references: References = References()
    completed_at: datetime | None = None
    booked_at: datetime | None = None
    expires_at: datetime | None = None
    settlement: Settlement = Settlement()
    refund: Refund | None = None
    cancellation: Cancellation | None = None
    dispute: DisputeRef | None = None
    parent_id: str | None = None
    related: tuple[str, ...] = ()
    consent_id: str | None = None
    next_action: NextAction | None = None
    actions: tuple[Action, ...] = ()


class Event(msgspec.Struct, frozen=True):
    """One step of a transaction's history; ``sequence`` orders them."""

    id: str
    transaction_id: str
    sequence: int
    status: str
    occurred_at: datetime
    actor: str
    code: str
    message: str | None = None
    details: dict[str, str] = {}
