"""A merchant asks for a payment. Everything of it, the bank's first word included, is one database transaction: after a
crash there is all of it or nothing, so that nothing is ever left half asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sandbox import clock
from sandbox.bank.domain import APPROVAL_LIFETIME, Direction, Scenario
from sandbox.bank.services import transfer_answer, transfer_open
from sandbox.ids import new_id
from sandbox.merchants.domain.cards import CardKept, card_read
from sandbox.merchants.domain.orders import PaymentOrder, payment_check
from sandbox.merchants.models import Profile
from sandbox.merchants.services.audits import Actor, audit_write, audited
from sandbox.merchants.services.people import customer_find, paid_with
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.models import Merchant
from sandbox.payments.services import Cause, payment_number, transaction_change, transaction_record
from sandbox.payments.services.bank import first_answer_apply

RESERVED_FOR: Final = timedelta(days=7)
KEEPER: Final = "Östra Sparbank"  # keeps the balances, so it asks for approvals
# What a card's own bank says at once, before any transfer: the status it leads to.
_AT_ONCE: Final = {"expired_card": "declined", "processing_error": "failed"}


def payment_process(*, actor: Actor, order: PaymentOrder, operation_id: str) -> Transaction:
    """Make the payment of this operation, or find the one it made, and return it as the bank's first answer left it.

    It waits for the customer's approval (``requires_action``) unless a card pays, ``approved`` is set or it is only
    reserved (``capture`` manual, seven days). Raises Refused for a wrong order; what the bank, the card or the balance
    refuses is a payment that is declined or failed.
    """
    made = plugs.store().transaction_of_operation(operation_id)
    if made is not None:
        return made
    tx_id = new_id("tx")
    with audited(actor, "payment.received", f"payment:{tx_id}"):
        payment_check(order)
        card = card_read(order.card, clock.now()) if order.card else None
        created = _record(actor.merchant_id, tx_id, order, operation_id)
        return _begin(actor, created, order, card)


def _record(merchant_id: str, tx_id: str, order: PaymentOrder, operation_id: str) -> Transaction:
    now, customer = clock.now(), customer_find(order)
    tx = Transaction(
        id=tx_id,
        customer_id=customer.id,
        type="payment",
        direction="out",
        status="created",
        amount=order.amount.value,
        currency=order.amount.currency,
        description=order.description,
        ref_merchant=order.reference,
        ref_provider=payment_number(now.year),
        created_at=now,
        updated_at=now,
        expires_at=now + APPROVAL_LIFETIME,
        return_url=order.return_url,
        operation_id=operation_id,
        **payee(merchant_id),
        **paid_with(order, customer, now),
    )
    return transaction_record(tx=tx, cause=Cause(actor="merchant", code="created", at=now))


def payee(merchant_id: str, side: str = "to") -> dict[str, Any]:
    """Return the columns that name the merchant, on the ``side`` of the transaction it stands on."""
    merchant, profile = Merchant.objects.get(id=merchant_id), Profile.objects.get(merchant_id=merchant_id)
    return {
        f"{side}_kind": "merchant",
        f"{side}_label": profile.legal_name,
        f"{side}_detail": profile.place or None,
        "merchant_id": merchant.id,
        "merchant_name": merchant.name,
        "merchant_site": merchant.site,
        "ref_statement": profile.statement or None,
    }


def _begin(actor: Actor, tx: Transaction, order: PaymentOrder, card: CardKept | None) -> Transaction:
    after = _routed(actor, tx, order, card)
    _stage(actor, after, "recorded", status=after.status)
    _stage(actor, after, "published")
    return after


def _routed(actor: Actor, tx: Transaction, order: PaymentOrder, card: CardKept | None) -> Transaction:
    acquirer = Profile.objects.get(merchant_id=actor.merchant_id).acquirer
    if not acquirer:
        return _end(tx, "failed", "acquirer_unsupported", actor="system")
    _stage(actor, tx, "routed", acquirer=acquirer)
    if card is not None and card.outcome in _AT_ONCE:
        return _end(tx, _AT_ONCE[card.outcome], card.outcome, actor="bank")
    if not _affordable(tx):
        return _end(tx, "declined", "insufficient_funds", actor="bank")
    return _reserve(tx) if order.capture == "manual" else _ask_bank(actor, tx, order, card)


def _end(tx: Transaction, status: str, reason: str, *, actor: str) -> Transaction:
    cause = Cause(actor=actor, code=f"bank_{status}" if actor == "bank" else reason, at=clock.now())
    return transaction_change(before=tx, cause=cause, status=status, status_reason=reason, expires_at=None)


def _affordable(tx: Transaction) -> bool:
    if tx.account_id is None:
        return True
    account = plugs.store().account_lock(tx.customer_id, tx.account_id)
    return account is not None and account.available >= tx.amount


def _reserve(tx: Transaction) -> Transaction:
    now = clock.now()
    agreed = Cause(actor="customer", code="approved", at=now)
    pending = transaction_change(before=tx, cause=agreed, status="pending")
    held = Cause(actor="bank", code="reserved", at=now)
    return transaction_change(before=pending, cause=held, status="authorised", expires_at=now + RESERVED_FOR)


def _ask_bank(actor: Actor, tx: Transaction, order: PaymentOrder, card: CardKept | None) -> Transaction:
    asks = card.outcome == "challenge" if card else not order.approved
    transfer = transfer_open(
        reference=tx.id,
        approval=asks,
        direction=Direction.COLLECT,
        amount=tx.amount,
        currency=tx.currency,
        account_label=tx.instrument_label or f"{KEEPER}, {tx.from_detail}",
        instrument_id=tx.instrument_id or "",
        return_url=tx.return_url or "",
        description=tx.description or "",
        asked_by=tx.merchant_name or "",
        **_scenario(order, card),
    )
    _stage(actor, tx, "bank_sent")
    told = transfer_answer(transfer)
    _stage(actor, tx, "bank_answered", state=told.state)
    return first_answer_apply(reference=tx.id, started=told)


def _scenario(order: PaymentOrder, card: CardKept | None) -> dict[str, Any]:
    if order.simulate is not None:
        return {"scenario": Scenario(order.simulate)}
    return {"scenario": card.scenario} if card is not None and card.outcome == "declined" else {}


def _stage(actor: Actor, tx: Transaction, stage: str, **details: str) -> None:
    audit_write(actor=actor, action=f"payment.{stage}", subject=f"payment:{tx.id}", **details)
