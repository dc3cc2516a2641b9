"""The dispute as the core handles it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """See `sandbox.payments.models.Dispute`; amounts in minor units of ``currency``, times aware and in UTC."""

    id: str
    case_number: str
    kind: str
    customer_id: str
    amount: int
    currency: str
    reason: str
    status: str
    created_at: datetime
    updated_at: datetime
    transaction_id: str | None = None
    merchant_id: str | None = None
    merchant_name: str | None = None
    merchant_site: str | None = None
    account_id: str | None = None
    instrument_id: str | None = None
    instrument_kind: str | None = None
    instrument_label: str | None = None
    instrument_brand: str | None = None
    instrument_last4: str | None = None
    note: str | None = None
    should_have_been: int | None = None
    occurred_on: date | None = None
    statement_text: str | None = None
    outcome: str | None = None
    waiting_on: str | None = None
    respond_by: datetime | None = None
    offer_amount: int | None = None
    offer_by: str | None = None
    offer_note: str | None = None
    escalated_at: datetime | None = None
    closed_at: datetime | None = None
    refund_transaction_id: str | None = None
    handler: str | None = None
    refund_request_id: str | None = None
    messages: int = 0
    operation_id: str | None = None
    version: int = 1


COLUMNS: Final = Dispute.__struct_fields__
