"""A customer pays a merchant they know from their balance: order, step-up above a bound, funds, done at once."""

from __future__ import annotations

from typing import Any, Final

from sandbox.actions import Action
from sandbox.payments.domain.errors import Field, Refused
from sandbox.payments.domain.limits import bounds_check, funds_check
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.orders import PaymentOrder
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.step_up import StepUp, step_up_check, step_up_required
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.domain.wire import merchant_wire
from sandbox.payments.services.changes import Cause, transaction_change, transaction_record
from sandbox.payments.services.holdings import account_find
from sandbox.payments.services.transfers import order_transaction

# In minor units: what is above it asks for a step-up.
STEP_UP_ABOVE: Final = {"SEK": 500_000, "EUR": 50_000}


def payment_create(*, customer_id: str, order: PaymentOrder, proof: StepUp | None, operation_id: str) -> Transaction:
    """Make the payment of this operation, or find the one an interrupted run made.

    It moves between two books of ours, so it has succeeded with the answer. Raises Refused: ``not_found``,
    ``account_restricted``, ``currency_not_supported``, ``validation_failed``, ``step_up_required``,
    ``insufficient_funds``.
    """
    made = plugs.store().transaction_of_operation(operation_id)
    return made if made is not None else _record(customer_id, order, proof, operation_id)


def merchant_list(*, customer_id: str) -> list[dict[str, Any]]:
    """Return the Merchant resources of those the customer dealt with, by name."""
    return [merchant_wire(merchant) for merchant in plugs.store().merchant_list(customer_id)]


def merchant_get(*, customer_id: str, merchant_id: str) -> dict[str, Any]:
    """Return one Merchant resource; raise Refused ``not_found`` for one the customer never dealt with."""
    return merchant_wire(merchant_find(customer_id=customer_id, merchant_id=merchant_id))


def merchant_find(*, customer_id: str, merchant_id: str) -> Any:
    """Return the merchant; raise Refused ``not_found`` as `merchant_get`."""
    known = {each.id: each for each in plugs.store().merchant_list(customer_id)}
    if merchant_id not in known:
        field = Field("/merchant_id", "not_found", "Use a merchant you have dealt with.")
        raise Refused("not_found", "There is no such resource.", field)
    return known[merchant_id]


def step_up_asked(amount: Money) -> bool:
    """Say whether a payment of this size asks for a step-up."""
    return amount.value > STEP_UP_ABOVE.get(amount.currency, 0)


def _record(customer_id: str, order: PaymentOrder, proof: StepUp | None, operation_id: str) -> Transaction:
    store, amount = plugs.store(), order.amount
    with store.atomic():
        account = account_find(
            customer_id=customer_id, account_id=order.account_id, currency=amount.currency, kind="payment"
        )
        merchant = merchant_find(customer_id=customer_id, merchant_id=order.merchant_id)
        bounds_check("payment", amount.value, amount.currency)
        action = Action(kind="payment", amount=amount, to=merchant.name)
        confirmed = step_up_check(proof, action, plugs.now()) if step_up_asked(amount) else None
        funds_check(amount.value, account.available, account.currency)
        tx = _transaction(order, operation_id, account, merchant)
        if confirmed and not store.step_up_use(confirmed.id, transaction_id=tx.id, at=tx.created_at):
            raise step_up_required()
        return _carried_out(transaction_record(tx=tx, cause=Cause(actor="customer", code="created", at=tx.created_at)))


def _carried_out(tx: Transaction) -> Transaction:
    now = plugs.now()
    sent = transaction_change(before=tx, cause=Cause(actor="customer", code="approved", at=now), status="pending")
    done = Cause(actor="bank", code="bank_accepted", at=now)
    return transaction_change(before=sent, cause=done, status="succeeded", completed_at=now)


def _transaction(order: PaymentOrder, operation_id: str, account: Any, merchant: Any) -> Transaction:
    return order_transaction(
        order,
        account=account,
        at=plugs.now(),
        operation_id=operation_id,
        type="payment",
        direction="out",
        from_kind="account",
        from_label=account.name,
        to_kind="merchant",
        to_label=merchant.name,
        merchant_id=merchant.id,
        merchant_name=merchant.name,
        merchant_site=merchant.site,
    )
