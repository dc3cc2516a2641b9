"""Reading transactions: pages in keyset order, one, and its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.filters import ListQuery
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import step_wire, transaction_wire
from sandbox.payments.services.pages import page_make

MOST_COUNTED: Final = 10_000


def transaction_get(*, customer_id: str, transaction_id: str) -> Transaction:
    """Return one transaction; raise Refused ``not_found`` for what is absent or another customer's."""
    tx = plugs.store().transaction_get(customer_id, transaction_id)
    if tx is None:
        raise Refused("not_found", "There is no such resource.")
    return tx


def transaction_events(*, customer_id: str, transaction_id: str) -> list[dict[str, Any]]:
    """Return a transaction's Event resources, oldest first; raise Refused ``not_found`` as `transaction_get`."""
    tx = transaction_get(customer_id=customer_id, transaction_id=transaction_id)
    return [step_wire(step) for step in plugs.store().step_list(tx.id)]


def transaction_list(*, customer_id: str, query: ListQuery) -> dict[str, Any]:
    """Return one page. Raises Refused ``bad_request`` or ``cursor_mismatch`` for a cursor that does not fit."""
    page = page_make(
        customer_id=customer_id,
        query=query,
        rows_at=lambda at, count: plugs.store().transaction_page(
            customer_id, query.where, at, oldest_first=query.oldest_first, by_booking=query.by_booking, count=count
        ),
        at_of=_booked_at if query.by_booking else None,
        wire=lambda rows: [transaction_wire(tx) for tx in rows],
    )
    return page | (_total(customer_id, query) if query.total else {})


def _booked_at(tx: Transaction) -> datetime:
    """Return what a list by booking goes by; it holds nothing else."""
    return tx.booked_at or tx.created_at


def _total(customer_id: str, query: ListQuery) -> dict[str, Any]:
    found = plugs.store().transaction_count(customer_id, query.where, cap=MOST_COUNTED + 1)
    return {"total": min(found, MOST_COUNTED), "total_is_capped": found > MOST_COUNTED}
