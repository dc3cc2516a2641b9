"""Refunds in the books: what a payment can still give back, and the transaction that gives it."""

from __future__ import annotations

from typing import Final

import msgspec

from sandbox.payments.domain.errors import Refused, invalid
from sandbox.payments.domain.money import money_text
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.refunds import refund_state
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services.changes import Cause, transaction_change, transaction_record
from sandbox.payments.services.transfers import payment_number

_KEPT: Final = (
    *("customer_id", "currency", "account_id", "merchant_id", "merchant_name", "merchant_site", "ref_merchant"),
    *("instrument_id", "instrument_kind", "instrument_label", "instrument_brand", "instrument_last4"),
)
_PARTY: Final = ("kind", "label", "detail")


def refund_record(
    *, payment: Transaction, amount: int, cause: Cause, asked: int = 0, operation_id: str | None = None
) -> Transaction:
    """Refund ``amount`` minor units of a payment, locked by the caller: the refund is a transaction of its own.

    ``asked`` is what a request had set aside for it, ``operation_id`` the key it is made under. Raises Refused:
    ``invalid_state``, ``already_refunded``, ``validation_failed`` for more than there is left.
    """
    left = payment.refundable + asked
    _refund_check(payment, amount, left)
    refund = _refund(payment, amount, cause.message, operation_id)
    transaction_record(tx=refund, cause=Cause(actor="merchant", code="bank_accepted", at=refund.created_at))
    refunded = payment.refunded + amount
    fields = {"refunded": refunded, "refundable": left - amount, "related": [*payment.related, refund.id]}
    state = refund_state(amount=payment.amount, refunded=refunded, refundable=left - amount)
    details = {"value": str(amount), "currency": payment.currency, "refund_id": refund.id, **cause.details}
    cause = msgspec.structs.replace(cause, details=details)
    transaction_change(before=payment, cause=cause, refund_state=state, **fields)
    return refund


def _refund_check(payment: Transaction, amount: int, left: int) -> None:
    if payment.type != "payment" or payment.status != "succeeded":
        raise Refused("invalid_state", f"A {payment.type} that is {payment.status} cannot be refunded.")
    if left <= 0:
        raise Refused("already_refunded", "All of it has been refunded, or is being decided.")
    if not 0 < amount <= left:
        most = money_text(left, payment.currency)
        raise invalid("/amount/value", "max", f"More than nothing, and at most {most}.")


def refundable_change(*, payment: Transaction, by: int, cause: Cause) -> Transaction:
    """Set so many minor units of a payment aside (negative), or free them again; the caller holds its lock."""
    left = payment.refundable + by
    state = refund_state(amount=payment.amount, refunded=payment.refunded, refundable=left)
    return transaction_change(before=payment, cause=cause, refundable=left, refund_state=state)


def _refund(payment: Transaction, amount: int, reason: str | None, operation_id: str | None) -> Transaction:
    """Return the refund: the payment's own sides and references, turned round."""
    now = plugs.now()
    turned = {f"from_{part}": getattr(payment, f"to_{part}") for part in _PARTY}
    turned |= {f"to_{part}": getattr(payment, f"from_{part}") for part in _PARTY}
    return Transaction(
        **{name: getattr(payment, name) for name in _KEPT},
        **turned,
        id=plugs.new_id("tx"),
        type="refund",
        direction="in",
        status="succeeded",
        amount=amount,
        description=reason,
        operation_id=operation_id,
        ref_provider=payment_number(now.year),
        created_at=now,
        updated_at=now,
        completed_at=now,
        parent_id=payment.id,
        related=[payment.id],
    )
