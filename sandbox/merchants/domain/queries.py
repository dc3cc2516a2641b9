"""The parameters of a merchant's lists, as they are read and as the contract tells them."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from sandbox.payments.domain.filters import LARGEST_PAGE, at_parse

_MANY: Final = "Repeated or comma separated, fifty at most."
_Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.~:-]{1,128}\Z")]
_Text = Annotated[str, Meta(min_length=1, max_length=140)]
_Time = Annotated[
    str, Meta(min_length=1, description="RFC 3339 with a zone.", extra_json_schema={"format": "date-time"})
]
_Subject = Annotated[str, Meta(pattern=r"^(payment|merchant):[A-Za-z0-9_.~:-]{1,128}\Z")]
_Type = Literal["payment", "refund", "payout", "chargeback"]
_Status = Literal[
    "created",
    "requires_action",
    "pending",
    "authorised",
    "succeeded",
    "declined",
    "failed",
    "cancelled",
    "expired",
    "reversed",
]


class PaymentQuery(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Which of the merchant's payments, newest first. What is absent does not narrow."""

    type: Annotated[list[_Type], Meta(max_length=50, description=f"payment without it. {_MANY}")] = []
    status: Annotated[list[_Status], Meta(max_length=50, description=_MANY)] = []
    customer_id: _Id | msgspec.UnsetType = msgspec.UNSET
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217.")] | msgspec.UnsetType = msgspec.UNSET
    reference: _Text | msgspec.UnsetType = msgspec.UNSET
    from_: _Time | msgspec.UnsetType = msgspec.UNSET
    to: _Time | msgspec.UnsetType = msgspec.UNSET
    limit: Annotated[int, Meta(ge=1, le=LARGEST_PAGE, description="25 without it.")] = 25
    cursor: Annotated[str, Meta(min_length=1, max_length=1000)] | msgspec.UnsetType = msgspec.UNSET


class AuditQuery(msgspec.Struct, frozen=True, kw_only=True):
    """About what, and how many of the newest entries."""

    subject: _Subject
    limit: Annotated[int, Meta(ge=1, le=LARGEST_PAGE, description="100 without it.")] = LARGEST_PAGE


class OperatorAuditQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Of whom and about what; what is absent does not narrow."""

    merchant_id: _Id | msgspec.UnsetType = msgspec.UNSET
    subject: _Subject | msgspec.UnsetType = msgspec.UNSET
    limit: Annotated[int, Meta(ge=1, le=LARGEST_PAGE, description="100 without it.")] = LARGEST_PAGE


def lookups(query: PaymentQuery) -> dict[str, Any]:
    """Return the query as conditions on columns. Raises Refused ``validation_failed`` for a time that is none."""
    found: dict[str, Any] = {"type__in": query.type or ["payment"]}
    if query.status:
        found["status__in"] = query.status
    for name, column in (("customer_id", "customer_id"), ("currency", "currency"), ("reference", "ref_merchant")):
        if getattr(query, name) is not msgspec.UNSET:
            found[column] = getattr(query, name)
    for name, column in (("from_", "created_at__gte"), ("to", "created_at__lt")):
        if (text := getattr(query, name)) is not msgspec.UNSET:
            found[column] = at_parse([("at", text)])
    return found
