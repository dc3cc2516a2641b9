"""Shapes that both services' answers share. They describe; the services write them."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

T = TypeVar("T")


def known(*words: str) -> Meta:
    """Describe an open enumeration: today's words; a client shows any other as unknown."""
    return Meta(extra_json_schema={"x-extensible-enum": list(words)})


Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.~:-]{1,128}$", description="Opaque.")]
Time = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
        description="RFC 3339 in UTC with milliseconds.",
        extra_json_schema={"format": "date-time"},
    ),
]
Acr = Annotated[str, known("aal1", "aal2")]
Amr = Annotated[list[str], Meta(description="RFC 8176: pwd, otp, mfa.")]


class PageInfo(msgspec.Struct, frozen=True):
    """Where the list goes on. Cursors are opaque and belong to the filters they were made with."""

    limit: Annotated[int, Meta(ge=1, le=500)]
    next_cursor: str | None
    prev_cursor: str | None


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list."""

    data: list[T]
    page: PageInfo
    as_of: Time


class CountedPage(Page[T], Generic[T], frozen=True):
    """A page of a list; the total comes with include=total."""

    total: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType = UNSET
    total_is_capped: Annotated[bool, Meta(description="Whether there are more than ten thousand.")] | UnsetType = UNSET


class Health(msgspec.Struct, frozen=True):
    status: Annotated[str, known("ok")]


class Feature(msgspec.Struct, frozen=True):
    """Whether the service does something; ``none`` is hidden from the customer."""

    level: Annotated[str, known("native", "emulated", "request", "none")]
    reason: str | UnsetType = UNSET
    max_rows: int | UnsetType = UNSET


class PageLimits(msgspec.Struct, frozen=True):
    page: Annotated[int, Meta(description="The largest limit of a list.")]
    transactions_page: (
        Annotated[int, Meta(ge=1, description="That of GET /v1/transactions, where it is another one.")] | UnsetType
    ) = UNSET


class Capabilities(msgspec.Struct, frozen=True):
    """What this service can do; a feature that is not named is none."""

    contract: Annotated[str, known("1.0")]
    backend: str
    features: dict[str, Feature]
    currencies: list[str]
    limits: PageLimits
