"""The merchant API's addresses, below /payments/ beside the customer's (whose ``/v1/merchants`` are their shops)."""

from __future__ import annotations

from django.urls import path

from sandbox.merchants.api import merchants, payments
from sandbox.web import route

urlpatterns = [
    path("v1/merchant", route(GET=merchants.merchant_get, POST=merchants.merchant_create)),
    path("v1/merchant/keys", route(POST=merchants.key_create)),
    path("v1/merchant/acquirer", route(PUT=merchants.acquirer_set)),
    path("v1/audit", route(GET=merchants.operator_audit_list)),
    path("v1/merchant/audit", route(GET=merchants.audit_list)),
    path("v1/merchant/payments", route(GET=payments.payment_list, POST=payments.payment_process)),
    path("v1/merchant/payments/<payment_id>", route(GET=payments.payment_get)),
    path("v1/merchant/payments/<payment_id>/events", route(GET=payments.payment_events)),
    path("v1/merchant/payments/<payment_id>/capture", route(POST=payments.payment_capture)),
    path("v1/merchant/payments/<payment_id>/cancel", route(POST=payments.payment_cancel)),
    path("v1/merchant/payments/<payment_id>/refunds", route(POST=payments.refund_create)),
    path("v1/merchant/payouts", route(POST=payments.payout_create)),
]
