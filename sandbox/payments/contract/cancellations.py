"""Stopping a transaction: its operations."""

from __future__ import annotations

from typing import Final

from sandbox.contract.operations import CUSTOMER, Operation
from sandbox.payments.contract import shapes
from sandbox.payments.domain.orders import CancelOrder

_ERRORS: Final = ("not_found", "invalid_state", "upstream_unavailable")

OPERATIONS: Final = (
    Operation(
        name="transaction_cancel",
        method="POST",
        path="/v1/transactions/{transaction_id}/cancel",
        tag="Transactions",
        summary="Stop a transaction",
        description="Cancelled at once while nobody has approved it. After that the bank decides: the transaction stays"
        " pending with cancellation asked, and ends cancelled, or succeeded with cancellation refused. invalid_state"
        " when it can no longer be stopped.",
        body=CancelOrder,
        returns=shapes.Transaction,
        security=CUSTOMER,
        errors=_ERRORS,
        takes=("Idempotency-Key",),
        sends=("ETag",),
    ),
    Operation(
        name="transaction_keep",
        method="POST",
        path="/v1/transactions/{transaction_id}/cancel/withdraw",
        tag="Transactions",
        summary="Let it go through after all",
        description="Takes a wish to cancel back that the bank has not decided. It takes no body.",
        returns=shapes.Transaction,
        security=CUSTOMER,
        errors=_ERRORS,
        takes=("Idempotency-Key",),
        sends=("ETag",),
    ),
)
