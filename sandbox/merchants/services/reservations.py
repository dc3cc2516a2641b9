"""What a merchant does with a payment it asked for: take what was reserved, or call it off."""

from __future__ import annotations

from sandbox import clock
from sandbox.bank.services import transfer_cancel
from sandbox.merchants.domain.orders import CaptureOrder, amount_asked
from sandbox.merchants.domain.wire import CANCELLABLE
from sandbox.merchants.services.audits import Actor, audited
from sandbox.merchants.storage import expired_reservations
from sandbox.payments.domain.errors import Refused, invalid
from sandbox.payments.domain.money import money_text
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services import Cause, transaction_change


def payment_capture(*, actor: Actor, payment_id: str, order: CaptureOrder) -> Transaction:
    """Take all of what was reserved or a part, once; what is left over is free again.

    Raises Refused ``not_found``, ``invalid_state``, ``validation_failed``, ``currency_not_supported``.
    """
    with audited(actor, "payment.captured", f"payment:{payment_id}"):
        tx = payment_lock(actor.merchant_id, payment_id)
        if tx.status != "authorised":
            raise Refused("invalid_state", f"Only what is reserved can be taken; this payment is {tx.status}.")
        return _capture(tx, amount_asked(order.amount, left=tx.amount, currency=tx.currency))


def _capture(tx: Transaction, amount: int) -> Transaction:
    """What moves is what was taken; the step in the history keeps what was reserved, when that was more."""
    if not 0 < amount <= tx.amount:
        most = money_text(tx.amount, tx.currency)
        raise invalid("/amount/value", "max", f"More than nothing, and at most {most}.")
    now = clock.now()
    reserved = {"value": str(tx.amount), "currency": tx.currency} if amount < tx.amount else {}
    cause = Cause(actor="merchant", code="captured", at=now, details=reserved)
    fields = {"amount": amount, "refundable": amount, "completed_at": now, "expires_at": None}
    return transaction_change(before=tx, cause=cause, status="succeeded", **fields)


def payment_cancel(*, actor: Actor, payment_id: str) -> Transaction:
    """Call a payment off that the customer has not approved or that is only reserved; what is reserved is freed.

    Raises Refused ``not_found``, ``invalid_state``.
    """
    with audited(actor, "payment.cancelled", f"payment:{payment_id}"):
        tx = payment_lock(actor.merchant_id, payment_id)
        if tx.status not in CANCELLABLE or (tx.status == "requires_action" and not transfer_cancel(reference=tx.id)):
            raise Refused("invalid_state", f"A payment that is {tx.status} cannot be called off.")
        cause = Cause(actor="merchant", code="cancelled", at=clock.now())
        return transaction_change(before=tx, cause=cause, status="cancelled", expires_at=None)


def reservation_sweep(*, count: int = 100) -> int:
    """Free what was reserved and not taken in time; return how many."""
    return sum(_expire(id_) for id_ in expired_reservations(clock.now(), count=count))


def payment_lock(merchant_id: str, payment_id: str) -> Transaction:
    """Return the merchant's payment, locked in the caller's transaction. Raises Refused ``not_found``."""
    tx = plugs.store().transaction_lock(payment_id)
    if tx is None or tx.merchant_id != merchant_id or tx.type != "payment":
        raise Refused("not_found", "There is no such payment.")
    return tx


def _expire(payment_id: str) -> bool:
    store, now = plugs.store(), clock.now()
    with store.atomic():
        tx = store.transaction_lock(payment_id)
        if tx is None or tx.status != "authorised" or tx.expires_at is None or tx.expires_at > now:
            return False
        cause = Cause(actor="system", code="expired", at=now)
        transaction_change(before=tx, cause=cause, status="expired", status_reason="not_captured_in_time")
    return True
