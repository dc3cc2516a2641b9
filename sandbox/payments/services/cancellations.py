"""A customer wants a transaction stopped: at once while nobody has approved it, else the bank decides."""

from __future__ import annotations

import logging

from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.orders import CancelOrder
from sandbox.payments.domain.ports import BankUnavailableError, CancelAnswer, plugs
from sandbox.payments.domain.status import onward
from sandbox.payments.domain.transactions import Transaction, can_cancel, can_keep
from sandbox.payments.services.changes import Cause, transaction_change
from sandbox.payments.services.transactions import transaction_get

log = logging.getLogger("sandbox.payments.cancellations")


def transaction_cancel(*, customer_id: str, transaction_id: str, order: CancelOrder) -> Transaction:
    """Stop a transaction, or ask the bank to, and return it as that left it.

    Safe to repeat: one that is cancelled or asked for stays so. Raises Refused: ``not_found``, ``invalid_state`` for
    what can no longer be stopped, ``upstream_unavailable`` when the bank cannot be reached (nothing changed).
    """
    tx = transaction_get(customer_id=customer_id, transaction_id=transaction_id)
    if _is_asked(tx):
        return tx
    if not can_cancel(tx):
        raise _too_late(tx)
    try:
        answer = plugs.bank().transfer_cancel(reference=tx.id)
    except BankUnavailableError:
        raise _unreachable(tx) from None
    with plugs.store().atomic():
        return _applied(_locked(tx.id), answer, order)


def transaction_keep(*, customer_id: str, transaction_id: str) -> Transaction:
    """Take a wish to stop a transaction back. Raises Refused as `transaction_cancel`; decided, it is too late."""
    tx = transaction_get(customer_id=customer_id, transaction_id=transaction_id)
    if tx.status == "pending" and tx.cancel_state is None:
        return tx
    if not can_keep(tx):
        raise _too_late(tx)
    try:
        is_kept = plugs.bank().transfer_keep(reference=tx.id)
    except BankUnavailableError:
        raise _unreachable(tx) from None
    with plugs.store().atomic():
        tx = _locked(tx.id)
        if not is_kept or not can_keep(tx):
            raise _too_late(tx)
        cause = Cause(actor="customer", code="cancel_withdrawn", at=plugs.now())
        return transaction_change(
            before=tx, cause=cause, cancel_state=None, cancel_asked_at=None, cancel_decide_by=None
        )


def _applied(tx: Transaction, answer: CancelAnswer, order: CancelOrder) -> Transaction:
    """Apply the bank's word to the row as it is now: the bank may have said more meanwhile."""
    if _is_asked(tx):
        return tx
    now, said = plugs.now(), {"reason": order.reason} if order.reason else {}
    if answer.state == "cancelled" and "cancelled" in onward(tx.status):
        cause = Cause(actor="customer", code="cancelled", at=now, details=said)
        return transaction_change(before=tx, cause=cause, status="cancelled", expires_at=None)
    if answer.state == "asked" and can_cancel(tx):
        cause = Cause(actor="customer", code="cancel_requested", at=now, details=said)
        fields = {"cancel_state": "asked", "cancel_asked_at": now, "cancel_decide_by": answer.decide_by}
        return transaction_change(before=tx, cause=cause, **fields)
    raise _too_late(tx)


def _is_asked(tx: Transaction) -> bool:
    return tx.status == "cancelled" or can_keep(tx)


def _locked(transaction_id: str) -> Transaction:
    tx = plugs.store().transaction_lock(transaction_id)
    if tx is None:
        raise Refused("not_found", "There is no such resource.")
    return tx


def _too_late(tx: Transaction) -> Refused:
    return Refused("invalid_state", f"A {tx.type} that is {tx.status} can no longer be changed.")


def _unreachable(tx: Transaction) -> Refused:
    log.warning("bank unavailable for %s", tx.id)
    return Refused("upstream_unavailable", "The bank cannot be reached. Repeat with the same key.")
