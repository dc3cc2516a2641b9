"""A transaction as a table of a million needs it: what has a column, and nothing else of `Transaction`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from selfcare.domain.money import LARGEST
from transactions.domain.transactions import Transaction


class TableAmount(msgspec.Struct, frozen=True, gc=False):
    """`Money` whose bounds are checked where it is decoded; whoever decodes it checks its currency."""

    value: Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]
    currency: str


class TableName(msgspec.Struct, frozen=True, gc=False):
    label: str


class TableMerchant(msgspec.Struct, frozen=True, gc=False):
    id: str
    name: str


class TableReferences(msgspec.Struct, frozen=True, gc=False):
    customer: str | None = None
    merchant: str | None = None
    provider: str | None = None
    statement: str | None = None


class TableRow(msgspec.Struct, frozen=True, gc=False, rename={"from_": "from"}):
    """Its fields are named and mean as those of `Transaction`: reading one costs half as much."""

    id: str
    customer_id: str
    type: str
    direction: str
    status: str
    amount: TableAmount
    created_at: datetime
    from_: TableName
    to: TableName
    fee: TableAmount | None = None
    original_amount: TableAmount | None = None
    account_id: str | None = None
    merchant: TableMerchant | None = None
    instrument: TableName | None = None
    description: str | None = None
    references: TableReferences = TableReferences()
    parent_id: str | None = None


Row = Transaction | TableRow
