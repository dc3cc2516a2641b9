"""Disputes: the customer opens, writes, decides; the merchant answers; the operator decides."""

from sandbox.payments.services.disputes.customers import (
    dispute_escalate,
    dispute_message_send,
    dispute_withdraw,
    offer_answer,
)
from sandbox.payments.services.disputes.merchants import dispute_answer
from sandbox.payments.services.disputes.opening import dispute_open
from sandbox.payments.services.disputes.operators import (
    dispute_advance,
    dispute_ask,
    dispute_decide,
    dispute_sweep,
    dispute_take,
)
from sandbox.payments.services.disputes.reading import (
    dispute_document,
    dispute_get,
    dispute_list,
    dispute_list_of_merchant,
)

__all__ = [
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
    "offer_answer",
]
