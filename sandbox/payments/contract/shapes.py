"""The payment service's answers. `domain.wire` writes them; tests bind the two."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from sandbox.contract.shapes import Id, Time, known
from sandbox.payments.domain.money import Money as _Asked
from sandbox.payments.domain.status import ALLOWED
from sandbox.payments.domain.summaries import Sum
from sandbox.payments.domain.transactions import SETTLEMENT_STATES, TYPES

Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$", description="ISO 4217.")]
Minor = Annotated[int, Meta(description="Minor units of the currency (ISO 4217 exponent).")]
TransactionType = Annotated[str, known(*TYPES)]
Status = Annotated[str, known(*ALLOWED)]
Direction = Annotated[str, Meta(description="As the customer sees it.", extra_json_schema={"enum": ["in", "out"]})]
Window = Annotated[str, known("transaction", "day", "week", "month")]
InstrumentKind = Annotated[str, known("bank_account", "card", "wallet", "phone")]
Money = _Asked


class Balance(msgspec.Struct, frozen=True):
    available: Money
    pending: Money
    held: Money
    as_of: Time


class Identification(msgspec.Struct, frozen=True):
    scheme: Annotated[str, known("iban", "internal")]
    masked: str


class AmountRange(msgspec.Struct, frozen=True):
    """What the next order may be; none when max is under min. left is what the tightest limit still allows."""

    currency: Currency
    min: Minor
    max: Minor
    left: Minor | None
    window: Window | None


class Account(msgspec.Struct, frozen=True):
    id: Id
    customer_id: Id
    name: str
    kind: Annotated[str, known("wallet", "cash", "bonus", "credit")]
    currency: Currency
    status: Annotated[str, known("active", "restricted", "closed")]
    balance: Balance
    opened_at: Annotated[Time, Meta(description="What was brought in at that instant is no transaction.")]
    identification: Identification | None
    deposit_range: AmountRange | None
    withdrawal_range: AmountRange | None


class BalanceAt(msgspec.Struct, frozen=True):
    """available could be used; booked is that and what was reserved."""

    available: Money
    booked: Money
    at: Time


class Instrument(msgspec.Struct, frozen=True):
    """What the customer pays with; never a full number."""

    id: Id
    customer_id: Id
    kind: InstrumentKind
    label: str
    status: Annotated[str, known("active", "expired", "removed")]
    brand: str | None
    last4: str | None
    expiry: Annotated[str, Meta(description="MM/YY, of a card.")] | None
    holder: str | None
    country: Annotated[str, Meta(description="ISO 3166-1 alpha-2.")] | None
    verified: bool
    default: bool
    usable_for: list[Annotated[str, known("deposit", "withdrawal", "payment")]]
    fee: Annotated[Money, Meta(description="What a deposit with it costs.")] | None
    hint: Annotated[str, Meta(description="The customer's own words for it.")] | None


class Party(msgspec.Struct, frozen=True):
    kind: Annotated[str, known("account", "instrument", "merchant", "person", "platform")]
    label: str
    detail: str | None


class MerchantRef(msgspec.Struct, frozen=True):
    id: Id
    name: str
    site: str | None
    logo_url: str | None


class InstrumentRef(msgspec.Struct, frozen=True):
    kind: InstrumentKind
    label: str
    brand: str | None
    last4: str | None


class References(msgspec.Struct, frozen=True):
    customer: str | None
    merchant: str | None
    provider: str | None
    statement: str | None


class Settlement(msgspec.Struct, frozen=True):
    """Instant is not settled: the banks' own settlement follows later, and may turn into a return."""

    state: Annotated[str, known(*SETTLEMENT_STATES)]
    expected_on: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")] | None
    settled_at: Time | None


class RefundState(msgspec.Struct, frozen=True):
    """refundable can still be asked for: neither refunded, nor being decided, nor too long ago."""

    state: Annotated[str, known("none", "pending", "partial", "full")]
    refunded: Money
    refundable: Money


class Cancellation(msgspec.Struct, frozen=True):
    """A wish to cancel that was not carried out at once: the bank decides, and may refuse."""

    state: Annotated[str, known("asked", "refused")]
    asked_at: Time
    decide_by: Time | None


class DisputeRef(msgspec.Struct, frozen=True):
    id: Id
    status: Annotated[str, known("open", "needs_info", "under_review", "closed")]
    outcome: Annotated[str, known("customer", "merchant", "withdrawn")] | None = None


class NextAction(msgspec.Struct, frozen=True):
    """What the customer has to do, while status is requires_action."""

    kind: Annotated[str, known("redirect", "otp", "qr", "app")]
    url: str | None
    expires_at: Time | None


class AllowedAction(msgspec.Struct, frozen=True):
    """What the customer may do now. The service decides, and checks again on use."""

    name: Annotated[
        str, known("continue", "cancel", "keep", "refund", "dispute", "retry", "repeat", "receipt", "report_problem")
    ]
    until: Time | None = None
    requires: list[Annotated[str, known("step_up")]] = []


class Transaction(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """amount is never negative: direction gives the sign. Of money out it is what leaves the balance, fee included;
    of a deposit it is what arrives, the fee being charged at the bank on top."""

    id: Id
    customer_id: Id
    type: TransactionType
    direction: Direction
    status: Status
    status_reason: str | None
    can_retry: bool
    raw_status: Annotated[str, Meta(description="The bank's own word, ISO 20022.")] | None
    amount: Money
    fee: Money
    original_amount: Money | None
    fx_rate: Annotated[str, Meta(description="A decimal in text.")] | None
    account_id: Id | None
    from_: Party
    to: Party
    merchant: MerchantRef | None
    instrument: InstrumentRef | None
    description: str | None
    references: References
    created_at: Time
    updated_at: Time
    completed_at: Time | None
    booked_at: Annotated[Time, Meta(description="When amount entered or left the booked balance.")] | None
    expires_at: Time | None
    settlement: Settlement
    refund: RefundState
    cancellation: Cancellation | None
    dispute: DisputeRef | None
    parent_id: Annotated[str, Meta(description="The transaction this one follows: a retry's, a return's.")] | None
    related: list[Id]
    consent_id: Id | None
    next_action: NextAction | None
    actions: list[AllowedAction]
    version: Annotated[int, Meta(ge=1, description="Apply a change only when it is higher than the one you have.")]


class TransactionEvent(msgspec.Struct, frozen=True):
    """One step of a transaction's history."""

    id: Id
    transaction_id: Id
    sequence: Annotated[int, Meta(ge=1, description="The transaction's version after it.")]
    status: Status
    occurred_at: Time
    actor: Annotated[str, known("customer", "bank", "merchant", "operator", "system")]
    code: str
    message: str | None
    details: dict[str, str]


class Issuer(msgspec.Struct, frozen=True):
    """Who runs the platform and answers for the receipt."""

    name: str
    org_no: str
    address: str


class Payer(msgspec.Struct, frozen=True):
    name: str


class Payee(msgspec.Struct, frozen=True):
    """The seller of a purchase, by its registered name; of other payments whoever got the money."""

    name: str
    address: str | None
    org_no: str | None
    vat_no: str | None


class ReceiptLine(msgspec.Struct, frozen=True):
    text: Annotated[str, Meta(description="None when nobody said what was bought.")] | None
    amount: Money


class Tax(msgspec.Struct, frozen=True):
    """Tax inside the lines: base and amount add up to what was taxed at this rate."""

    rate: Annotated[str, Meta(description="Per cent, a decimal in text.", pattern=r"^\d{1,2}(\.\d{1,2})?$")]
    base: Money
    amount: Money


class Receipt(msgspec.Struct, frozen=True):
    """The lines add up to the transaction's amount less its fee. The number and issued_at never change."""

    number: Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9-]{2,39}$")]
    issued_at: Time
    transaction: Transaction
    issuer: Issuer
    payer: Payer
    payee: Payee
    lines: list[ReceiptLine]
    tax: list[Tax]


class History(msgspec.Struct, frozen=True):
    data: Annotated[list[TransactionEvent], Meta(description="Oldest first.")]


class Limit(msgspec.Struct, frozen=True):
    """A ceiling, and where it stands in the window that is running."""

    id: Id
    window: Window
    amount: Minor
    currency: Currency
    set_by: Annotated[str, known("customer", "operator", "regulator")]
    used: Minor
    remaining: Minor
    resets_at: Time | None


class Quote(msgspec.Struct, frozen=True):
    """What an order would cost. It promises and reserves nothing."""

    type: Annotated[str, known("deposit", "withdrawal", "payment")]
    amount: Money
    fee: Money
    total: Money
    arrives_by: Time
    instant: bool
    limits: list[Limit]
    requires: list[Annotated[str, known("step_up")]]


class Summary(msgspec.Struct, frozen=True):
    data: list[Sum]
    is_capped: Annotated[bool, Meta(description="Whether only the newest ten thousand rows were added up.")]
