"""Rows of the payment service. Ids are opaque text and nothing is a foreign key across stems, so that rows can be
loaded in bulk in any order; the services keep them consistent."""

from sandbox.payments.models.accounts import Account, Instrument, LimitRow, Merchant
from sandbox.payments.models.cases import CaseMessage, CaseNumber, CaseStep, Upload, UploadBody
from sandbox.payments.models.delivery import IdempotencyRecord, OutboxEvent, StepUpUse
from sandbox.payments.models.disputes import Dispute
from sandbox.payments.models.ledger import LedgerEntry, Posting
from sandbox.payments.models.receipts import Receipt
from sandbox.payments.models.refunds import RefundRequest
from sandbox.payments.models.transactions import Event, Transaction

__all__ = [
    "Account",
    "CaseMessage",
    "CaseNumber",
    "CaseStep",
    "Dispute",
    "Event",
    "IdempotencyRecord",
    "Instrument",
    "LedgerEntry",
    "LimitRow",
    "Merchant",
    "OutboxEvent",
    "Posting",
    "Receipt",
    "RefundRequest",
    "StepUpUse",
    "Transaction",
    "Upload",
    "UploadBody",
]
