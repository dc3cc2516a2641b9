"""What moves money, and what it would cost."""

from __future__ import annotations

from datetime import datetime

import msgspec

from selfcare.domain.money import Money
from transactions.domain.accounts import Kind


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


class PaymentOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """What POST /v1/payments takes."""

    account_id: str
    merchant_id: str
    amount: Money
    description: str | None = None
    client_reference: str | None = None


class QuoteOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """What POST /v1/quotes takes: an instrument, or for a payment a merchant."""

    type: Kind
    account_id: str
    amount: Money
    instrument_id: str | None = None
    merchant_id: str | None = None


class Quote(msgspec.Struct, frozen=True):
    """What an order costs and when the money is there. It promises nothing; ``requires`` may hold "step_up"."""

    amount: Money
    fee: Money
    total: Money
    arrives_by: datetime | None = None
    instant: bool = True
    requires: tuple[str, ...] = ()
