"""The payment service's use cases. Storage, bank, clock and ids come through `sandbox.payments.domain.ports`."""

from sandbox.payments.services.accounts import account_get, account_list, instrument_list
from sandbox.payments.services.bank import bank_answered
from sandbox.payments.services.cancellations import transaction_cancel, transaction_keep
from sandbox.payments.services.changes import Cause, transaction_advance, transaction_change, transaction_record
from sandbox.payments.services.deposits import deposit_create, deposit_sweep
from sandbox.payments.services.disputes import (
    dispute_advance,
    dispute_answer,
    dispute_ask,
    dispute_decide,
    dispute_document,
    dispute_escalate,
    dispute_get,
    dispute_list,
    dispute_list_of_merchant,
    dispute_message_send,
    dispute_open,
    dispute_sweep,
    dispute_take,
    dispute_withdraw,
    offer_answer,
)
from sandbox.payments.services.operations import operation_run, operation_sweep
from sandbox.payments.services.payments import merchant_get, merchant_list, payment_create
from sandbox.payments.services.quotes import quote_make
from sandbox.payments.services.receipts import receipt_get
from sandbox.payments.services.refund_messages import (
    refund_message_answer,
    refund_message_send,
    refund_request_seen,
)
from sandbox.payments.services.refund_requests import (
    refund_decide,
    refund_request_cancel,
    refund_request_create,
    refund_request_escalate,
    refund_request_get,
    refund_request_list,
)
from sandbox.payments.services.refunds import refund_record
from sandbox.payments.services.summaries import balance_at, summary_make
from sandbox.payments.services.transactions import transaction_events, transaction_get, transaction_list
from sandbox.payments.services.transfers import payment_number, transfer_sweep
from sandbox.payments.services.uploads import upload_create, upload_read, upload_read_of_merchant
from sandbox.payments.services.withdrawals import withdrawal_create

__all__ = [
    "Cause",
    "account_get",
    "account_list",
    "balance_at",
    "bank_answered",
    "deposit_create",
    "deposit_sweep",
    "dispute_advance",
    "dispute_answer",
    "dispute_ask",
    "dispute_decide",
    "dispute_document",
    "dispute_escalate",
    "dispute_get",
    "dispute_list",
    "dispute_list_of_merchant",
    "dispute_message_send",
    "dispute_open",
    "dispute_sweep",
    "dispute_take",
    "dispute_withdraw",
    "instrument_list",
    "merchant_get",
    "merchant_list",
    "offer_answer",
    "operation_run",
    "operation_sweep",
    "payment_create",
    "payment_number",
    "quote_make",
    "receipt_get",
    "refund_decide",
    "refund_message_answer",
    "refund_message_send",
    "refund_record",
    "refund_request_cancel",
    "refund_request_create",
    "refund_request_escalate",
    "refund_request_get",
    "refund_request_list",
    "refund_request_seen",
    "summary_make",
    "transaction_advance",
    "transaction_cancel",
    "transaction_change",
    "transaction_events",
    "transaction_get",
    "transaction_keep",
    "transaction_list",
    "transaction_record",
    "transfer_sweep",
    "upload_create",
    "upload_read",
    "upload_read_of_merchant",
    "withdrawal_create",
]
