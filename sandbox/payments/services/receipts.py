"""Receipts: issued once, when first asked for."""

from __future__ import annotations

from typing import Any

from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.receipt_wire import receipt_wire
from sandbox.payments.domain.transactions import RECEIPTED
from sandbox.payments.services.transactions import transaction_get


def receipt_get(*, customer_id: str, transaction_id: str) -> dict[str, Any]:
    """Return the Receipt resource of a transaction that went through; the number stays what it first was.

    Raises Refused ``not_found`` as `transaction_get`, ``invalid_state`` for what has not succeeded.
    """
    tx = transaction_get(customer_id=customer_id, transaction_id=transaction_id)
    if tx.status not in RECEIPTED:
        raise Refused("invalid_state", "Only what succeeded has a receipt.")
    store = plugs.store()
    issued = store.receipt_take(tx.id, at=plugs.now())
    return receipt_wire(tx, issued, store.merchant_get(tx.merchant_id) if tx.merchant_id else None)
