"""The payment service's addresses, below /payments/."""

from __future__ import annotations

from django.urls import path

from sandbox.payments.api import (
    accounts,
    cancellations,
    deposits,
    disputes,
    payments,
    refund_requests,
    service,
    summaries,
    transactions,
    uploads,
    withdrawals,
)
from sandbox.web import route

urlpatterns = [
    path("healthz", route(GET=service.healthz)),
    path("v1/capabilities", route(GET=service.capabilities)),
    path("v1/accounts", route(GET=accounts.account_list)),
    path("v1/accounts/<account_id>", route(GET=accounts.account_get)),
    path("v1/accounts/<account_id>/balance", route(GET=summaries.balance_at)),
    path("v1/summaries", route(GET=summaries.summary_make)),
    path("v1/instruments", route(GET=accounts.instrument_list)),
    path("v1/transactions", route(GET=transactions.transaction_list)),
    path("v1/transactions/<transaction_id>", route(GET=transactions.transaction_get)),
    path("v1/transactions/<transaction_id>/events", route(GET=transactions.transaction_events)),
    path("v1/transactions/<transaction_id>/refund-requests", route(POST=refund_requests.refund_request_create)),
    path("v1/transactions/<transaction_id>/cancel", route(POST=cancellations.transaction_cancel)),
    path("v1/transactions/<transaction_id>/cancel/withdraw", route(POST=cancellations.transaction_keep)),
    path("v1/refund-requests", route(GET=refund_requests.refund_request_list)),
    path("v1/refund-requests/<request_id>", route(GET=refund_requests.refund_request_get)),
    path("v1/refund-requests/<request_id>/cancel", route(POST=refund_requests.refund_request_cancel)),
    path("v1/refund-requests/<request_id>/messages", route(POST=refund_requests.refund_message_send)),
    path("v1/refund-requests/<request_id>/escalate", route(POST=refund_requests.refund_request_escalate)),
    path("v1/transactions/<transaction_id>/disputes", route(POST=disputes.dispute_create_about)),
    path("v1/disputes", route(GET=disputes.dispute_list, POST=disputes.dispute_create)),
    path("v1/disputes/<dispute_id>", route(GET=disputes.dispute_get)),
    path("v1/disputes/<dispute_id>/messages", route(POST=disputes.dispute_message_send)),
    path("v1/disputes/<dispute_id>/answer", route(POST=disputes.dispute_answer)),
    path("v1/disputes/<dispute_id>/withdraw", route(POST=disputes.dispute_withdraw)),
    path("v1/disputes/<dispute_id>/escalate", route(POST=disputes.dispute_escalate)),
    path("v1/transactions/<transaction_id>/receipt", route(GET=transactions.receipt_get)),
    path("v1/uploads", route(POST=uploads.upload_create)),
    path("v1/uploads/<upload_id>", route(GET=uploads.upload_get)),
    path("v1/quotes", route(POST=withdrawals.quote_make)),
    path("v1/withdrawals", route(POST=withdrawals.withdrawal_create)),
    path("v1/payments", route(POST=payments.payment_create)),
    path("v1/merchants", route(GET=payments.merchant_list)),
    path("v1/merchants/<merchant_id>", route(GET=payments.merchant_get)),
    path("v1/deposits", route(POST=deposits.deposit_create)),
]
