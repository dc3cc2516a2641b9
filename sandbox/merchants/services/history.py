"""What a merchant was paid: pages, one payment, its history, and what it adds up to."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from sandbox import clock
from sandbox.clock import rfc3339
from sandbox.merchants import storage
from sandbox.merchants.domain.queries import PaymentQuery, lookups
from sandbox.merchants.domain.wire import payment_wire
from sandbox.payments.domain.cursor import Position, cursor_make, cursor_read
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.filters import Filter, ListQuery
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import step_wire

_FRIDAY: Final = 4


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What moved for a merchant since an instant in one currency, in minor units: payments, and what went back."""

    currency: str
    paid: int
    paid_count: int
    given: int
    given_count: int

    @property
    def due(self) -> int:
        return self.paid - self.given


def payment_page(*, merchant_id: str, query: PaymentQuery) -> tuple[list[Transaction], dict[str, str | None]]:
    """Return one page's transactions and its cursors. Raises Refused for a cursor or a time that does not fit."""
    where, owner = lookups(query), _owner(merchant_id, query)
    asked = ListQuery(where=Filter(), cursor=None if query.cursor is msgspec.UNSET else query.cursor)
    at = cursor_read(plugs.cursor_key(), owner, asked)
    rows = storage.transaction_page(merchant_id, where, at, count=query.limit + 1)
    more, rows = len(rows) > query.limit, rows[: query.limit]
    backwards = at is not None and at.backwards
    if backwards:
        rows.reverse()
    onward, back = (True, more) if backwards else (more, at is not None)
    return rows, {
        "next_cursor": _cursor(owner, rows[-1], backwards=False) if onward and rows else None,
        "prev_cursor": _cursor(owner, rows[0], backwards=True) if back and rows else None,
    }


def payment_list(*, merchant_id: str, query: PaymentQuery) -> dict[str, Any]:
    """Return one page as it is answered. Raises Refused as `payment_page`."""
    rows, cursors = payment_page(merchant_id=merchant_id, query=query)
    return {
        "data": payments_wire(rows),
        "page": {"limit": query.limit, **cursors},
        "as_of": rfc3339(clock.now()),
    }


def payments_wire(rows: list[Transaction]) -> list[dict[str, Any]]:
    """Return MerchantPayment resources with their customers' addresses."""
    emails = storage.emails(tx.customer_id for tx in rows)
    return [payment_wire(tx, emails) for tx in rows]


def payment_get(*, merchant_id: str, payment_id: str) -> Transaction:
    """Return one of the merchant's transactions; raise Refused ``not_found`` for any other's."""
    tx = storage.transaction_find(merchant_id, payment_id)
    if tx is None:
        raise Refused("not_found", "There is no such payment.")
    return tx


def payment_events(*, merchant_id: str, payment_id: str) -> list[dict[str, Any]]:
    """Return a payment's Event resources, oldest first; raise Refused ``not_found``."""
    tx = payment_get(merchant_id=merchant_id, payment_id=payment_id)
    return [step_wire(step) for step in plugs.store().step_list(tx.id)]


def payment_sums(*, merchant_id: str, since: datetime) -> list[Sums]:
    """Return what moved since an instant, a line per currency."""
    rows = storage.sums(merchant_id, since)
    found: list[Sums] = []
    for currency in dict.fromkeys(row["currency"] for row in rows):
        by_type = {row["type"]: row for row in rows if row["currency"] == currency}
        paid = by_type.pop("payment", {"sum": 0, "count": 0})
        found.append(
            Sums(
                currency=currency,
                paid=paid["sum"],
                paid_count=paid["count"],
                given=sum(row["sum"] for row in by_type.values()),
                given_count=sum(row["count"] for row in by_type.values()),
            )
        )
    return found


def paid_out_on(now: datetime) -> datetime:
    """Return the next weekday: when what was paid today reaches the merchant's bank. Bank holidays are not known."""
    day = now + timedelta(days=1)
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    return day


def _owner(merchant_id: str, query: PaymentQuery) -> str:
    """Name the merchant and every filter, so that a cursor fits no other list."""
    filters = msgspec.structs.replace(query, cursor=msgspec.UNSET, limit=1)
    return f"merchant:{merchant_id}:{json.dumps(msgspec.to_builtins(filters), sort_keys=True)}"


def _cursor(owner: str, row: Transaction, *, backwards: bool) -> str:
    return cursor_make(
        plugs.cursor_key(), owner, ListQuery(where=Filter()), Position(row.created_at, row.id, backwards)
    )
