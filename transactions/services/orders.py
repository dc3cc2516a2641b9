"""What is sent of an intent, and what came of it: one sender per kind, the same body under the same key every time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.money import Money
from transactions.backends import payment_backend
from transactions.domain import (
    STILL_MOVING,
    DepositOrder,
    Dispute,
    DisputeOrder,
    Message,
    MessageOrder,
    PaymentOrder,
    RefundOrder,
    RefundRequest,
    Transaction,
    TransactionFilter,
    WithdrawalOrder,
)
from transactions.models import Intent, State

Made = Transaction | RefundRequest | Dispute
"""What the service made of an order or a request."""
_LOOKED_THROUGH: Final = 100


class Outcome(msgspec.Struct, frozen=True):
    """How one attempt ended; ``made_at`` is when the transaction was made that came of it."""

    state: State
    transaction_id: str = ""
    result_id: str = ""
    problem: str = ""
    made_at: datetime | None = None


def order_send(*, ctx: Context, intent: Intent) -> Made:
    """Send the order or request under its key. Raises what the service refused it with."""
    return _SENDERS[intent.kind](ctx, intent)


def order_find(*, ctx: Context, intent: Intent) -> Made | None:
    """Return what the service made of it, where repeating could make a second one; None when there is nothing."""
    return _FINDERS.get(intent.kind, _find_movement)(ctx, intent)


def outcome_of(made: Made) -> Outcome:
    """Return what an attempt that was carried out came to."""
    if isinstance(made, RefundRequest):
        return Outcome(State.DONE, transaction_id=made.transaction_id, result_id=made.escalated_to or made.id)
    if isinstance(made, Dispute):
        return Outcome(State.DONE, transaction_id=made.transaction_id or "", result_id=made.id)
    state = State.SENT if made.status in STILL_MOVING else State.DONE
    return Outcome(state, transaction_id=made.id, made_at=made.created_at)


def _send_deposit(ctx: Context, intent: Intent) -> Made:
    order = DepositOrder(
        account_id=intent.account_id,
        amount=intent.money,
        return_url=intent.return_url,
        instrument_id=intent.instrument_id or None,
        description=intent.description or None,
        client_reference=intent.id,
    )
    return payment_backend().deposit_create(ctx, order, key=intent.upstream_key)


def _send_withdrawal(ctx: Context, intent: Intent) -> Made:
    description = intent.description or None
    order = WithdrawalOrder(intent.account_id, intent.money, intent.instrument_id, description, intent.id)
    return payment_backend().withdrawal_create(ctx, order, key=intent.upstream_key)


def _send_payment(ctx: Context, intent: Intent) -> Made:
    description = intent.description or None
    order = PaymentOrder(intent.account_id, intent.instrument_id, intent.money, description, intent.id)
    return payment_backend().payment_create(ctx, order, key=intent.upstream_key)


def _send_cancel(ctx: Context, intent: Intent) -> Made:
    return payment_backend().transaction_cancel(ctx, intent.subject_id, key=intent.upstream_key)


def _send_refund(ctx: Context, intent: Intent) -> Made:
    said = intent.wording
    order = RefundOrder(intent.money, said["reason"], Money(said["expected"], intent.currency), said["note"] or None)
    return payment_backend().refund_request_create(ctx, intent.subject_id, order, key=intent.upstream_key)


def _send_refund_escalate(ctx: Context, intent: Intent) -> Made:
    return payment_backend().refund_request_escalate(ctx, intent.subject_id, key=intent.upstream_key)


def _send_refund_message(ctx: Context, intent: Intent) -> Made:
    order = msgspec.convert(intent.wording, MessageOrder)
    return payment_backend().refund_message_send(ctx, intent.subject_id, order, key=intent.upstream_key)


def _send_dispute(ctx: Context, intent: Intent) -> Made:
    order = msgspec.convert(intent.wording, DisputeOrder)
    about = intent.subject_id or None
    return payment_backend().dispute_create(ctx, order, key=intent.upstream_key, transaction_id=about)


def _send_message(ctx: Context, intent: Intent) -> Made:
    order = msgspec.convert(intent.wording, MessageOrder)
    return payment_backend().dispute_message_send(ctx, intent.subject_id, order, key=intent.upstream_key)


def _send_answer(ctx: Context, intent: Intent) -> Made:
    accept = bool(intent.wording["accept"])
    return payment_backend().dispute_answer(ctx, intent.subject_id, accept=accept, key=intent.upstream_key)


def _send_withdraw(ctx: Context, intent: Intent) -> Made:
    return payment_backend().dispute_withdraw(ctx, intent.subject_id, key=intent.upstream_key)


def _send_escalate(ctx: Context, intent: Intent) -> Made:
    return payment_backend().dispute_escalate(ctx, intent.subject_id, key=intent.upstream_key)


def _find_movement(ctx: Context, intent: Intent) -> Made | None:
    page = payment_backend().transaction_list(ctx, TransactionFilter(reference=intent.id), limit=1)
    return next((each for each in page.data if each.references.customer == intent.id), None)


def _find_cancel(ctx: Context, intent: Intent) -> Made | None:
    transaction = payment_backend().transaction_get(ctx, intent.subject_id)
    return transaction if transaction.status == "cancelled" or transaction.cancellation else None


def _find_refund(ctx: Context, intent: Intent) -> Made | None:
    page = payment_backend().refund_request_list(ctx, transaction_id=intent.subject_id, limit=_LOOKED_THROUGH)
    since = [each for each in page.data if each.created_at >= intent.created_at]
    return next((each for each in since if each.amount == intent.money), None)


def _find_refund_escalate(ctx: Context, intent: Intent) -> Made | None:
    request = payment_backend().refund_request_get(ctx, intent.subject_id)
    return request if request.escalated_to else None


def _find_refund_message(ctx: Context, intent: Intent) -> Made | None:
    request = payment_backend().refund_request_get(ctx, intent.subject_id)
    return request if _is_written(request.messages, intent) else None


def _is_written(messages: tuple[Message, ...], intent: Intent) -> bool:
    """Tell whether what was to be written is among the customer's messages since."""
    text = intent.wording.get("text")
    return any(each.from_ == "customer" and each.at >= intent.created_at and each.text == text for each in messages)


def _find_dispute(ctx: Context, intent: Intent) -> Made | None:
    about = intent.subject_id or None
    page = payment_backend().dispute_list(ctx, transaction_id=about, limit=_LOOKED_THROUGH)
    since = [each for each in page.data if each.created_at >= intent.created_at and each.transaction_id == about]
    return next((each for each in since if each.amount == intent.money), None)


def _find_act(ctx: Context, intent: Intent) -> Made | None:
    """Return the dispute when what was asked of it shows in it."""
    dispute = payment_backend().dispute_get(ctx, intent.subject_id)
    offered = {action.name for action in dispute.actions}
    shows = {
        "dispute_message": _is_written(dispute.messages, intent),
        "dispute_answer": "accept" not in offered,
        "dispute_withdraw": "withdraw" not in offered,
        "dispute_escalate": dispute.escalated_at is not None,
    }
    return dispute if shows[intent.kind] else None


_DISPUTE_ACTS: Final[dict[str, Callable[[Context, Intent], Made]]] = {
    "dispute_message": _send_message,
    "dispute_answer": _send_answer,
    "dispute_withdraw": _send_withdraw,
    "dispute_escalate": _send_escalate,
}
_SENDERS: Final[dict[str, Callable[[Context, Intent], Made]]] = {
    "deposit": _send_deposit,
    "withdrawal": _send_withdrawal,
    "payment": _send_payment,
    "cancel": _send_cancel,
    "refund": _send_refund,
    "refund_escalate": _send_refund_escalate,
    "refund_message": _send_refund_message,
    "dispute": _send_dispute,
    **_DISPUTE_ACTS,
}
_FINDERS: Final[dict[str, Callable[[Context, Intent], Made | None]]] = {
    "cancel": _find_cancel,
    "refund": _find_refund,
    "refund_escalate": _find_refund_escalate,
    "refund_message": _find_refund_message,
    "dispute": _find_dispute,
    **dict.fromkeys(_DISPUTE_ACTS, _find_act),
}
