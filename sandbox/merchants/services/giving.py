"""Money from the merchant to a customer: refunds of a payment, never more than was taken, and payouts."""

from __future__ import annotations

import msgspec

from sandbox import clock
from sandbox.auth.models import Customer
from sandbox.ids import new_id
from sandbox.merchants.domain.orders import PayoutOrder, RefundOrder, amount_asked, payout_check, texts_check
from sandbox.merchants.services.audits import Actor, audited
from sandbox.merchants.services.people import account_of, customer_find
from sandbox.merchants.services.processing import payee
from sandbox.merchants.services.reservations import payment_lock
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.services import Cause, payment_number, refund_record, transaction_record


def refund_create(*, actor: Actor, payment_id: str, order: RefundOrder, operation_id: str) -> Transaction:
    """Give back all that is left of a payment or a part, and return the refund, a transaction of its own.

    The payment's row is locked, so that refunds made at once never add up to more than was taken. Raises Refused:
    ``not_found``, ``invalid_state``, ``already_refunded``, ``validation_failed``, ``currency_not_supported``.
    """
    made = plugs.store().transaction_of_operation(operation_id)
    if made is not None:
        return made
    with audited(actor, "payment.refunded", f"payment:{payment_id}"):
        texts_check(order, "reason")
        payment = payment_lock(actor.merchant_id, payment_id)
        cause = Cause(actor="merchant", code="refunded", at=clock.now(), message=order.reason)
        amount = amount_asked(order.amount, left=payment.refundable, currency=payment.currency)
        return refund_record(payment=payment, amount=amount, cause=cause, operation_id=operation_id)


def payout_create(*, actor: Actor, order: PayoutOrder, operation_id: str) -> Transaction:
    """Pay a customer: it is in their balance at once. Raises Refused for a wrong order."""
    made = plugs.store().transaction_of_operation(operation_id)
    if made is not None:
        return made
    tx_id = new_id("tx")
    with audited(actor, "payout.created", f"payment:{tx_id}"):
        payout_check(order)
        tx = _payout(actor.merchant_id, tx_id, order, customer_find(order), operation_id)
        return transaction_record(tx=tx, cause=Cause(actor="merchant", code="bank_accepted", at=tx.created_at))


def _payout(merchant_id: str, tx_id: str, order: PayoutOrder, customer: Customer, operation_id: str) -> Transaction:
    now, account = clock.now(), account_of(customer, order.amount.currency)
    tx = Transaction(
        id=tx_id,
        customer_id=customer.id,
        type="payout",
        direction="in",
        status="succeeded",
        amount=order.amount.value,
        currency=order.amount.currency,
        account_id=account.id,
        to_kind="account",
        to_label=customer.display_name,
        to_detail=account.name,
        description=order.description,
        ref_merchant=order.reference,
        ref_provider=payment_number(now.year),
        created_at=now,
        updated_at=now,
        completed_at=now,
        operation_id=operation_id,
        **payee(merchant_id, side="from"),
    )
    return msgspec.structs.replace(tx, ref_statement=None)
