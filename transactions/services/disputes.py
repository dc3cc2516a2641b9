"""Disputes: opening one, and what the customer does with it. Each is sent once per key."""

from __future__ import annotations

from typing import Any

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.paging import Page
from transactions.backends import payment_backend
from transactions.domain import Dispute, DisputeOrder, MessageOrder, Transaction
from transactions.services.requests import Asked, request_send, transaction_asked_about


def disputable_get(*, ctx: Context, transaction_id: str) -> Transaction:
    """Return the transaction as it is now, when it can be disputed.

    Raises CapabilityUnavailable when the backend takes no disputes, NotFound, and Conflict when this transaction
    cannot be disputed, or already is, with it in ``details``.
    """
    return transaction_asked_about(ctx=ctx, transaction_id=transaction_id, action="dispute", feature="disputes.create")


def dispute_create(*, ctx: Context, order: DisputeOrder, form_key: str, transaction_id: str = "") -> Asked:
    """Open a dispute once per key; without a transaction it is about what is not here.

    ``made`` of the result is the Dispute; of a repeat ``intent.result_id`` names it. ``error`` is why it was refused:
    Conflict (invalid_state), InvalidInput naming a field.
    """
    return request_send(
        ctx=ctx,
        kind="dispute",
        subject_id=transaction_id,
        form_key=form_key,
        wording=_plain(order),
        amount=order.amount,
    )


def dispute_list(
    *, ctx: Context, transaction_id: str | None = None, status: tuple[str, ...] = (), limit: int = 25,
    cursor: str | None = None,
) -> Page[Dispute]:  # fmt: skip
    """Return a page of the customer's disputes, newest first and without their messages."""
    return payment_backend().dispute_list(ctx, transaction_id=transaction_id, status=status, limit=limit, cursor=cursor)


def dispute_get(*, ctx: Context, dispute_id: str) -> Dispute:
    """Return one dispute with its messages. Raises NotFound."""
    return payment_backend().dispute_get(ctx, dispute_id)


def dispute_message_send(*, ctx: Context, dispute_id: str, order: MessageOrder, form_key: str) -> Asked:
    """Add the customer's message, once per key. ``error``: Conflict when none can be added any more."""
    return request_send(
        ctx=ctx, kind="dispute_message", subject_id=dispute_id, form_key=form_key, wording=_plain(order)
    )


def dispute_answer(*, ctx: Context, dispute_id: str, accept: bool, form_key: str) -> Asked:
    """Take or refuse what is offered, once per key. ``error``: Conflict when nothing is offered any more."""
    return request_send(
        ctx=ctx, kind="dispute_answer", subject_id=dispute_id, form_key=form_key, wording={"accept": accept}
    )


def dispute_withdraw(*, ctx: Context, dispute_id: str, form_key: str) -> Asked:
    """Close the dispute without money, once per key. ``error``: Conflict when it is closed."""
    return request_send(ctx=ctx, kind="dispute_withdraw", subject_id=dispute_id, form_key=form_key)


def dispute_escalate(*, ctx: Context, dispute_id: str, form_key: str) -> Asked:
    """Have the operator take over what is late, once per key. ``error``: Conflict when nothing is."""
    return request_send(ctx=ctx, kind="dispute_escalate", subject_id=dispute_id, form_key=form_key)


def _plain(order: msgspec.Struct) -> dict[str, Any]:
    """Return the order as JSON holds it, to be kept and to be read back as it was."""
    return dict(msgspec.to_builtins(order))
