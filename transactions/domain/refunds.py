"""Asking a merchant for money of a payment back."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, get_args

import msgspec

from selfcare.domain.money import Money
from transactions.domain.cases import Message
from transactions.domain.transactions import Action, MerchantRef

RefundReason = Literal["duplicate", "not_received", "not_as_described", "cancelled_order", "unrecognised", "other"]
REFUND_REASONS: Final[tuple[RefundReason, ...]] = get_args(RefundReason)
LONGEST_NOTE: Final = 2000


class RefundOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """What POST /v1/transactions/{id}/refund-requests takes. ``expected_refundable`` is what the customer saw."""

    amount: Money
    reason: str
    expected_refundable: Money
    note: str | None = None


class RefundRequest(msgspec.Struct, frozen=True):
    """A wish to get money back and the merchant's answer. ``messages`` come only with one asked for by itself."""

    id: str
    case_number: str
    customer_id: str
    transaction_id: str
    merchant: MerchantRef
    amount: Money
    reason: str
    status: str
    created_at: datetime
    updated_at: datetime
    version: int
    respond_by: datetime | None = None
    note: str | None = None
    opened_at: datetime | None = None
    decided_at: datetime | None = None
    decided_amount: Money | None = None
    refund_transaction_id: str | None = None
    decision_note: str | None = None
    escalated_to: str | None = None
    actions: tuple[Action, ...] = ()
    messages: tuple[Message, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the merchant still has to answer, or the money has yet to come."""
        return self.status in {"requested", "approved", "processing"}
