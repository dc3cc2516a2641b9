"""A dispute: what the customer says is wrong, whose turn it is, and how it ends, always as the customer sees it.

Its states and whose turn it is:

- ``open``: with the merchant, or with us where there is none (a missing deposit, an unknown charge).
- ``needs_info``: with the customer, who decides on an offer or is asked something.
- ``under_review``: with us, after a refusal, an answer, an escalation, or a customer who did not decide in time.
- ``closed``: ``outcome`` says in whose favour. ``customer`` brings money in; the payment itself is never reversed.
"""

from sandbox.payments.domain.disputes.dispute import COLUMNS, Dispute
from sandbox.payments.domain.disputes.orders import (
    DisputeFilter,
    DisputeOrder,
    DisputeQuery,
    MessageOrder,
    OfferAnswer,
    order_check,
)
from sandbox.payments.domain.disputes.turns import (
    customer_decides_by,
    dispute_actions,
    escalation_answered_by,
    first_turn,
    is_late,
    kind_of,
    operator_decides_by,
)
from sandbox.payments.domain.disputes.wire import dispute_ref, dispute_whole, dispute_wire

__all__ = [
    "COLUMNS",
    "Dispute",
    "DisputeFilter",
    "DisputeOrder",
    "DisputeQuery",
    "MessageOrder",
    "OfferAnswer",
    "customer_decides_by",
    "dispute_actions",
    "dispute_ref",
    "dispute_whole",
    "dispute_wire",
    "escalation_answered_by",
    "first_turn",
    "is_late",
    "kind_of",
    "operator_decides_by",
    "order_check",
]
