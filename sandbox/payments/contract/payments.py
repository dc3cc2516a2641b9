"""Paying a merchant from the balance, and the merchants that can be paid: operations."""

from __future__ import annotations

from typing import Final

from sandbox.contract.operations import CUSTOMER, Operation
from sandbox.contract.shapes import Page
from sandbox.payments.contract import shapes
from sandbox.payments.domain.orders import PaymentOrder


class Merchant(shapes.MerchantRef, frozen=True):
    """A merchant the customer dealt with. ``category`` and ``country`` (ISO 3166-1 alpha-2) are "" when not known."""

    category: str
    country: str


OPERATIONS: Final = (
    Operation(
        name="payment_create",
        method="POST",
        path="/v1/payments",
        tag="Orders",
        summary="Pay a merchant from the balance",
        description="A merchant this customer dealt with before. Validate, idempotency, step-up, funds, in this order;"
        " it has succeeded with the answer. Above 5 000 SEK or 500 EUR the token must come from a step-up for exactly"
        " this amount and this merchant's name, as for a withdrawal.",
        status=201,
        body=PaymentOrder,
        returns=shapes.Transaction,
        security=CUSTOMER,
        errors=(
            *("invalid_state", "not_found", "account_restricted", "currency_not_supported", "validation_failed"),
            *("step_up_required", "insufficient_funds", "upstream_unavailable"),
        ),
        takes=("Idempotency-Key",),
        sends=("Location", "ETag"),
    ),
    Operation(
        name="merchant_list",
        method="GET",
        path="/v1/merchants",
        tag="Accounts",
        summary="Merchants the customer dealt with",
        description="By name, a hundred at most.",
        returns=Page[Merchant],
        security=CUSTOMER,
    ),
    Operation(
        name="merchant_get",
        method="GET",
        path="/v1/merchants/{merchant_id}",
        tag="Accounts",
        summary="One merchant the customer dealt with",
        returns=Merchant,
        security=CUSTOMER,
        errors=("not_found",),
    ),
)
