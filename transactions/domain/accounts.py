"""What the customer holds and pays with: accounts and instruments."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from selfcare.domain.money import Money

Kind = Literal["deposit", "withdrawal", "payment"]
"""How a customer moves money: in from an instrument, out to one, or out to a merchant they have paid before."""
RequestKind = Literal[
    "cancel",
    "refund",
    "refund_escalate",
    "refund_message",
    "dispute",
    "dispute_message",
    "dispute_answer",
    "dispute_withdraw",
    "dispute_escalate",
]
"""What a customer asks about a transaction there is: to stop it, for money of it back, to put right what is wrong with
it; and what they do with such a dispute."""


class Balance(msgspec.Struct, frozen=True):
    available: Money
    as_of: datetime
    pending: Money | None = None
    held: Money | None = None


class BalanceAt(msgspec.Struct, frozen=True):
    """What an account held at an instant, all that was booked by then included; ``booked`` is what is available and
    what was reserved."""

    available: Money
    booked: Money
    at: datetime


class Identification(msgspec.Struct, frozen=True):
    scheme: str
    masked: str


class AmountRange(msgspec.Struct, frozen=True):
    """What one deposit or withdrawal may be, in minor units; none when ``max`` is under ``min``.

    ``left`` is what the tightest limit still allows in its ``window``.
    """

    currency: str
    min: int
    max: int
    left: int | None = None
    window: str | None = None


class Account(msgspec.Struct, frozen=True):
    id: str
    customer_id: str
    name: str
    kind: str
    currency: str
    status: str
    balance: Balance
    opened_at: datetime | None = None
    identification: Identification | None = None
    deposit_range: AmountRange | None = None
    withdrawal_range: AmountRange | None = None

    def range_of(self, kind: Kind) -> AmountRange | None:
        """Return what one deposit or withdrawal may be now; None when the service does not say."""
        return {"deposit": self.deposit_range, "withdrawal": self.withdrawal_range}.get(kind)


class Instrument(msgspec.Struct, frozen=True):
    """A bank account or card the customer pays with or is paid to; never a full number."""

    id: str
    customer_id: str
    kind: str
    label: str
    status: str
    brand: str | None = None
    last4: str | None = None
    expiry: str | None = None
    holder: str | None = None
    country: str | None = None
    verified: bool = False
    default: bool = False
    usable_for: tuple[str, ...] = ()
    fee: Money | None = None
    hint: str | None = None


class Merchant(msgspec.Struct, frozen=True):
    """A merchant the customer dealt with."""

    id: str
    name: str
    site: str | None = None
    logo_url: str | None = None
    category: str = ""
    country: str = ""
