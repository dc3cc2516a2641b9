"""One page of a keyset-ordered list, as every list of the contract is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

Item_co = TypeVar("Item_co", covariant=True)


class PageInfo(msgspec.Struct, frozen=True):
    """Where this page stands. Cursors are opaque and belong to the service that made them."""

    limit: int
    next_cursor: str | None = None
    prev_cursor: str | None = None


class Page(msgspec.Struct, Generic[Item_co], frozen=True):
    """Items, their place in the list, and when the service read them (UTC)."""

    data: list[Item_co]
    page: PageInfo
    as_of: datetime
    total: int | None = None
    total_is_capped: bool = False
