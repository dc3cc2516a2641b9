"""What a transaction, an account and an instrument are (contracts.md 2). Plain values, no I/O.

They are msgspec structs: the canonical wire shape is the domain shape, so one type is validated, shown and sent.
Enumerations stay open strings: a word this version does not know is shown as unknown, never an exception.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

import msgspec

from selfcare.domain.money import LARGEST, Money

STILL_MOVING: Final = frozenset({"created", "requires_action", "pending", "authorised"})
"""Statuses a transaction leaves again soon, by itself or by what the customer does (contracts.md 2.3)."""
MOVED: Final = ("pending", "authorised", "succeeded", "reversed")
"""Statuses whose amount has left the balance or reached it: what a sum of money in and out counts."""
AWAITED: Final = ("requires_action",)
RESERVED: Final = ("pending", "authorised")


Kind = Literal["deposit", "withdrawal"]
"""How a customer moves money: in from an instrument, or out to one."""


class Balance(msgspec.Struct, frozen=True):
    available: Money
    as_of: datetime
    pending: Money | None = None
    held: Money | None = None


class Identification(msgspec.Struct, frozen=True):
    scheme: str
    masked: str


class Account(msgspec.Struct, frozen=True):
    id: str
    customer_id: str
    name: str
    kind: str
    currency: str
    status: str
    balance: Balance
    identification: Identification | None = None
    deposit_range: AmountRange | None = None
    withdrawal_range: AmountRange | None = None

    def range_of(self, kind: Kind) -> AmountRange | None:
        """Return what one deposit or withdrawal may be now; None when the service does not say."""
        return self.deposit_range if kind == "deposit" else self.withdrawal_range


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


class Party(msgspec.Struct, frozen=True):
    kind: str
    label: str
    detail: str | None = None


class MerchantRef(msgspec.Struct, frozen=True):
    id: str
    name: str
    site: str | None = None
    logo_url: str | None = None


class InstrumentRef(msgspec.Struct, frozen=True):
    kind: str
    label: str
    brand: str | None = None
    last4: str | None = None


class References(msgspec.Struct, frozen=True):
    customer: str | None = None
    merchant: str | None = None
    provider: str | None = None
    statement: str | None = None


class Settlement(msgspec.Struct, frozen=True):
    state: str = "not_applicable"
    expected_on: date | None = None
    settled_at: datetime | None = None


class Refund(msgspec.Struct, frozen=True):
    state: str
    refunded: Money
    refundable: Money


class DisputeRef(msgspec.Struct, frozen=True):
    id: str
    status: str
    outcome: str | None = None


class NextAction(msgspec.Struct, frozen=True):
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
    expires_at: datetime | None = None
    settlement: Settlement = Settlement()
    refund: Refund | None = None
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


class TransactionFilter(msgspec.Struct, frozen=True):
    """The list's filters (contracts.md 3.3). Amounts are minor units and need a currency; times are UTC."""

    account_id: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    merchant_id: tuple[str, ...] = ()
    instrument_id: tuple[str, ...] = ()
    consent_id: tuple[str, ...] = ()
    amount_min: int | None = None
    amount_max: int | None = None
    from_: datetime | None = None
    to: datetime | None = None
    settled_from: datetime | None = None
    settled_to: datetime | None = None
    reference: str | None = None
    q: str | None = None
    updated_since: datetime | None = None
    sort: str | None = None


class Summary(msgspec.Struct, frozen=True, rename={"in_": "in"}):
    """How many transactions share a key, and what they brought in and took out, in minor units of one currency.

    By week, ``key`` is the Monday of the ISO 8601 week, YYYY-MM-DD in the zone that was asked for; by merchant their
    id, with the name as ``label``. One that stands for all keys after the top ones says in ``others`` how many.
    """

    currency: str
    count: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    in_: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    out: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    key: str | None = None
    label: str | None = None
    others: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)] = 0


class SummaryList(msgspec.Struct, frozen=True):
    """Summaries per key and currency. When capped, only the newest transactions were counted."""

    data: list[Summary]
    is_capped: bool = False


class DepositOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """What POST /v1/deposits takes."""

    account_id: str
    amount: Money
    return_url: str
    instrument_id: str | None = None
    merchant_id: str | None = None
    description: str | None = None
    client_reference: str | None = None


class WithdrawalOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """What POST /v1/withdrawals takes."""

    account_id: str
    amount: Money
    instrument_id: str
    description: str | None = None
    client_reference: str | None = None


class QuoteOrder(msgspec.Struct, frozen=True):
    """What POST /v1/quotes takes."""

    type: Kind
    account_id: str
    amount: Money
    instrument_id: str


class Quote(msgspec.Struct, frozen=True):
    """What an order costs and when the money is there. It promises nothing; ``requires`` may hold "step_up"."""

    amount: Money
    fee: Money
    total: Money
    arrives_by: datetime | None = None
    instant: bool = True
    requires: tuple[str, ...] = ()


class Feature(msgspec.Struct, frozen=True):
    level: str
    reason: str | None = None
    max_rows: int | None = None


class AmountRange(msgspec.Struct, frozen=True):
    """What one deposit or withdrawal may be, in minor units; none when ``max`` is under ``min``.

    ``left`` is what the tightest limit still allows in its ``window``.
    """

    currency: str
    min: int
    max: int
    left: int | None = None
    window: str | None = None


class Capabilities(msgspec.Struct, frozen=True):
    contract: str
    backend: str
    features: dict[str, Feature]
    currencies: tuple[str, ...] = ()
    limits: dict[str, int] = {}

    def offers(self, feature: str) -> bool:
        """Tell whether the backend does this at all."""
        return feature in self.features and self.features[feature].level != "none"
