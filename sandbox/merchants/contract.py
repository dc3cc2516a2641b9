"""The merchant API's contract: one declaration per operation, beside the routes of `sandbox.merchants.urls`."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from sandbox.contract.operations import MERCHANT, SERVICE, Operation, Service
from sandbox.contract.shapes import Id, Page, Time, known
from sandbox.merchants.domain.orders import (
    ACQUIRERS,
    AcquirerOrder,
    CaptureOrder,
    KeyOrder,
    MerchantOrder,
    Nothing,
    PaymentOrder,
    PayoutOrder,
    RefundOrder,
)
from sandbox.merchants.domain.queries import AuditQuery, OperatorAuditQuery, PaymentQuery
from sandbox.merchants.domain.wire import TYPES
from sandbox.payments.contract.shapes import History, InstrumentRef, Money, Status
from sandbox.payments.domain.transactions import SETTLEMENT_STATES


class Merchant(msgspec.Struct, frozen=True):
    id: Id
    name: str
    legal_name: str
    place: str | None
    country: Annotated[str, Meta(description="ISO 3166-1 alpha-2.")] | None
    acquirer: Annotated[str, known(*ACQUIRERS)] | None
    created_at: Time


class NewMerchant(Merchant, frozen=True):
    key: Annotated[str, Meta(description="Told this once.")]


class MerchantKey(msgspec.Struct, frozen=True):
    merchant_id: Id
    key: Annotated[str, Meta(description="Told this once. It ends the key before.")]


class Payer(msgspec.Struct, frozen=True):
    id: Id
    email: str | None


class MerchantPayment(msgspec.Struct, frozen=True):
    """A transaction as the merchant sees it: what the bank asked of the customer is the customer's alone."""

    id: Id
    merchant_id: Id
    type: Annotated[str, known(*TYPES)]
    status: Status
    status_reason: str | None
    amount: Money
    captured: Money
    refunded: Money
    refundable: Money
    customer: Payer
    instrument: InstrumentRef | None
    reference: str | None
    description: str | None
    created_at: Time
    updated_at: Time
    completed_at: Time | None
    expires_at: Annotated[Time, Meta(description="Until when it may be approved, or is reserved.")] | None
    settlement: Annotated[str, known(*SETTLEMENT_STATES)]
    parent_id: Id | None
    related: list[Id]
    actions: list[Annotated[str, known("capture", "cancel", "refund")]]
    version: Annotated[int, Meta(ge=1)]


class Audited(msgspec.Struct, frozen=True):
    """One write, done or refused; or the reads of one day, the last of them ``at``."""

    at: Time
    merchant_id: Id
    actor: Annotated[str, known("key", "console", "operator")]
    action: str
    subject: str
    outcome: Annotated[str, known("ok", "denied")]
    count: Annotated[int, Meta(ge=1)]
    details: dict[str, Any]


class AuditTrail(msgspec.Struct, frozen=True):
    data: Annotated[list[Audited], Meta(description="Oldest first.")]


CREATED: Final = 201
_PEOPLE: Final = ("currency_not_supported", "account_restricted", "validation_failed")


def _order(name: str, path: str, summary: str, *, status: int = 201, **more: Any) -> Operation:
    errors = ("invalid_state", *more.pop("errors", ()))
    location = ("Location",) if status == CREATED else ()
    return Operation(
        name=name,
        method="POST",
        path=path,
        tag="Payments",
        summary=summary,
        status=status,
        returns=MerchantPayment,
        security=MERCHANT,
        errors=errors,
        takes=("Idempotency-Key",),
        sends=("ETag", *location),
        **more,
    )


MERCHANTS: Final = (
    Operation(
        name="merchant_create",
        method="POST",
        path="/v1/merchant",
        tag="Merchant",
        summary="Make a merchant and its first key",
        status=CREATED,
        body=MerchantOrder,
        returns=NewMerchant,
        security=SERVICE,
    ),
    Operation(
        name="key_create",
        method="POST",
        path="/v1/merchant/keys",
        tag="Merchant",
        summary="Give a merchant a new key",
        status=CREATED,
        body=KeyOrder,
        returns=MerchantKey,
        security=SERVICE,
        errors=("not_found",),
    ),
    Operation(
        name="merchant_get",
        method="GET",
        path="/v1/merchant",
        tag="Merchant",
        summary="Whose key this is",
        returns=Merchant,
        security=MERCHANT,
    ),
    Operation(
        name="acquirer_set",
        method="PUT",
        path="/v1/merchant/acquirer",
        tag="Merchant",
        summary="Choose the bank that takes payments in",
        description="Without one every payment fails: acquirer_unsupported.",
        body=AcquirerOrder,
        returns=Merchant,
        security=MERCHANT,
    ),
    Operation(
        name="operator_audit_list",
        method="GET",
        path="/v1/audit",
        tag="Merchant",
        summary="What any merchant did and read",
        query=OperatorAuditQuery,
        returns=AuditTrail,
        security=SERVICE,
        errors=("validation_failed",),
    ),
    Operation(
        name="audit_list",
        method="GET",
        path="/v1/merchant/audit",
        tag="Merchant",
        summary="What was done about one payment, or about the merchant",
        query=AuditQuery,
        returns=AuditTrail,
        security=MERCHANT,
        errors=("validation_failed",),
    ),
)
PAYMENTS: Final = (
    Operation(
        name="merchant_payment_list",
        method="GET",
        path="/v1/merchant/payments",
        tag="Payments",
        summary="The merchant's history, by page",
        query=PaymentQuery,
        returns=Page[MerchantPayment],
        security=MERCHANT,
        errors=("cursor_mismatch", "validation_failed"),
    ),
    _order(
        "payment_process",
        "/v1/merchant/payments",
        "Ask a customer for money",
        description="201 whatever comes of it: status says it. requires_action waits fourteen minutes for the customer,"
        " who finds it in Selfcare. A card, approved and manual capture ask nobody; what is reserved is held for seven"
        " days. Cards are the sandbox's test numbers only, and no number is kept: 4000000000000002 is declined,"
        " …0069 has expired, …0119 fails, …3220 asks the customer. Amounts in whole units that end in 11, 13, 17 or 19"
        " are declined, late, pending or returned, as simulate is.",
        body=PaymentOrder,
        errors=(*_PEOPLE, "not_found", "instrument_not_usable"),
    ),
    Operation(
        name="merchant_payment_get",
        method="GET",
        path="/v1/merchant/payments/{payment_id}",
        tag="Payments",
        summary="One payment",
        returns=MerchantPayment,
        security=MERCHANT,
        errors=("not_found",),
        sends=("ETag",),
    ),
    Operation(
        name="merchant_payment_events",
        method="GET",
        path="/v1/merchant/payments/{payment_id}/events",
        tag="Payments",
        summary="A payment's history",
        returns=History,
        security=MERCHANT,
        errors=("not_found",),
    ),
    _order(
        "payment_capture",
        "/v1/merchant/payments/{payment_id}/capture",
        "Take what was reserved, or a part of it",
        description="Once: amount is from then on what was taken, and what is left over is free again.",
        status=200,
        body=CaptureOrder,
        errors=("not_found", "currency_not_supported"),
    ),
    _order(
        "payment_cancel",
        "/v1/merchant/payments/{payment_id}/cancel",
        "Call off what waits or is reserved",
        status=200,
        body=Nothing,
        errors=("not_found",),
    ),
    _order(
        "refund_create",
        "/v1/merchant/payments/{payment_id}/refunds",
        "Give back all that is left, or a part",
        description="The sum of all refunds is never more than was taken, however many are sent at once.",
        body=RefundOrder,
        errors=("not_found", "already_refunded", "currency_not_supported"),
    ),
    _order(
        "payout_create",
        "/v1/merchant/payouts",
        "Pay a customer",
        body=PayoutOrder,
        errors=_PEOPLE,
    ),
)
MERCHANT_API: Final = Service(
    name="merchant",
    mount="payments",
    title="Merchant API of the sandbox",
    description="How a shop takes payments on the stand-in platform. Selfcare never calls it and no operator has to"
    " implement it. Money is integer minor units, times are RFC 3339 in UTC, failures RFC 9457.",
    tags={"Merchant": "The shop itself.", "Payments": "Asking for money, and giving it back."},
    operations=(*MERCHANTS, *PAYMENTS),
)
