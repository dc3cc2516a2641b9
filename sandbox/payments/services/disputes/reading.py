"""Reading disputes: a page of them, one with its messages, and what a merchant has to answer."""

from __future__ import annotations

from typing import Any

from sandbox.payments.domain.disputes import Dispute, DisputeQuery, dispute_whole, dispute_wire
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.ports import plugs
from sandbox.payments.services.pages import page_make


def dispute_get(*, customer_id: str, dispute_id: str) -> Dispute:
    """Return one dispute; raise Refused ``not_found`` for what is absent or another customer's."""
    dispute = plugs.store().dispute_get(customer_id, dispute_id)
    if dispute is None:
        raise Refused("not_found", "There is no such resource.")
    return dispute


def dispute_document(*, dispute: Dispute) -> dict[str, Any]:
    """Return the Dispute resource with its history and messages."""
    store = plugs.store()
    return dispute_whole(dispute, store.case_step_list(dispute.id), store.message_list(dispute.id), plugs.now())


def dispute_list(*, customer_id: str, query: DisputeQuery) -> dict[str, Any]:
    """Return one page, newest first, without messages. Raises Refused for a cursor that does not fit."""
    store = plugs.store()
    return page_make(
        customer_id=customer_id,
        query=query,
        rows_at=lambda at, count: store.dispute_page(customer_id, query.where, at, count=count),
        wire=lambda rows: [dispute_wire(row, store.case_step_list(row.id), plugs.now()) for row in rows],
    )


def dispute_list_of_merchant(*, merchant_id: str) -> list[Dispute]:
    """Return the disputes about a merchant's payments, newest first; what has no merchant is not among them."""
    return plugs.store().dispute_list_of_merchant(merchant_id)
