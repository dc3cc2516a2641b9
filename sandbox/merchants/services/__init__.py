"""A merchant's use cases. Each write is one database transaction together with its audit entry."""

from sandbox.merchants.services.answering import dispute_answer, request_decide, request_write
from sandbox.merchants.services.audits import Actor, audit_list, audit_read
from sandbox.merchants.services.giving import payout_create, refund_create
from sandbox.merchants.services.history import (
    Sums,
    paid_out_on,
    payment_events,
    payment_get,
    payment_list,
    payment_page,
    payment_sums,
    payments_wire,
)
from sandbox.merchants.services.merchants import (
    acquirer_set,
    key_create,
    merchant_create,
    merchant_get,
    merchant_of_key,
)
from sandbox.merchants.services.processing import payment_process
from sandbox.merchants.services.reservations import payment_cancel, payment_capture, reservation_sweep

__all__ = [
    "Actor",
    "Sums",
    "acquirer_set",
    "audit_list",
    "audit_read",
    "dispute_answer",
    "key_create",
    "merchant_create",
    "merchant_get",
    "merchant_of_key",
    "paid_out_on",
    "payment_cancel",
    "payment_capture",
    "payment_events",
    "payment_get",
    "payment_list",
    "payment_page",
    "payment_process",
    "payment_sums",
    "payments_wire",
    "payout_create",
    "refund_create",
    "request_decide",
    "request_write",
    "reservation_sweep",
]
