"""The only way a transaction changes: row, history, books and outgoing event together, in one database transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from sandbox.payments.domain import ledger
from sandbox.payments.domain.delivery import envelope
from sandbox.payments.domain.ports import plugs
from sandbox.payments.domain.status import BOOKED, status_check
from sandbox.payments.domain.transactions import Step, Transaction
from sandbox.payments.domain.wire import account_wire, transaction_wire


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why a transaction changed: who (customer, bank, merchant, system), a stable code, when it happened (UTC)."""

    actor: str
    code: str
    at: datetime
    message: str | None = None
    details: dict[str, str] = {}


def transaction_record(
    *, tx: Transaction, cause: Cause, publish: bool = True, entries: Sequence[ledger.Entry] | None = None
) -> Transaction:
    """Store a new transaction at version 1 with its first event and, when its status moves money, its bookings.

    ``publish`` False sends no event: for history that is loaded and not lived. ``entries`` are booked instead of those
    that follow from its type, when it undoes another transaction.
    """
    store, at = plugs.store(), plugs.now()
    tx = msgspec.structs.replace(tx, booked_at=at if tx.status in BOOKED else None)
    with store.atomic():
        store.transaction_write(tx, new=True)
        store.step_add(_step(tx, cause))
        _post(ledger.entries(None, tx) if entries is None else entries, tx, at)
        if publish:
            _announce(tx, "transaction.created" if tx.status == "created" else f"transaction.{tx.status}", None)
    return tx


def transaction_change(*, before: Transaction, cause: Cause, **fields: Any) -> Transaction:
    """Store ``before`` with other fields, one version up. The row must be locked by the caller's transaction.

    Raises Refused ``invalid_state`` when ``status`` is given and the machine does not allow it.
    """
    status = fields.get("status", before.status)
    if "status" in fields:
        status_check(before.status, status)
    store, at = plugs.store(), plugs.now()
    changes = {"version": before.version + 1, "updated_at": max(at, before.updated_at)}
    changes |= _following(before, status, at) | fields
    after = msgspec.structs.replace(before, **changes)
    with store.atomic():
        store.transaction_write(after, new=False)
        store.step_add(_step(after, cause))
        _post(ledger.entries(before, after), after, at)
        _announce(after, _event_type(before, after), before.status)
    return after


def transaction_advance(*, transaction_id: str, status: str, cause: Cause, **fields: Any) -> Transaction | None:
    """Lock a transaction and move it to another status with what follows from it; None when it does not exist.

    Raises Refused ``invalid_state`` for a jump the status machine does not allow.
    """
    store = plugs.store()
    with store.atomic():
        tx = store.transaction_lock(transaction_id)
        if tx is None:
            return None
        done = {"completed_at": cause.at} if status == "succeeded" else {}
        return transaction_change(before=tx, cause=cause, status=status, **done, **fields)


def _following(before: Transaction, status: str, at: datetime) -> dict[str, Any]:
    """Return what a new status brings with it: when it was booked, once for all; that a payment that is done can be
    refunded, and one taken back no longer."""
    if status == before.status:
        return {}
    done = status == "succeeded" and before.type == "payment" and before.merchant_id is not None
    booked = at if before.booked_at is None and status in BOOKED else before.booked_at
    return {"refundable": before.amount if done else 0, "booked_at": booked}


def _event_type(before: Transaction, after: Transaction) -> str:
    if before.status != after.status:
        return f"transaction.{after.status}"
    if before.settled_at is None and after.settled_at is not None:
        return "transaction.settled"
    return "transaction.updated"


def _step(tx: Transaction, cause: Cause) -> Step:
    return Step(
        id=plugs.new_id("tev"),
        transaction_id=tx.id,
        sequence=tx.version,
        status=tx.status,
        occurred_at=cause.at,
        actor=cause.actor,
        code=cause.code,
        message=cause.message,
        details=cause.details,
    )


def _announce(tx: Transaction, kind: str, previous: str | None) -> None:
    data = {"previous_status": previous, "object": transaction_wire(tx)}
    event_send(kind, subject=tx.id, customer_id=tx.customer_id, sequence=tx.version, data=data)


def event_send(kind: str, *, subject: str, customer_id: str, sequence: int, data: dict[str, Any]) -> None:
    """Put an event in the outbox beside its change; ``sequence`` is its object's version."""
    event = envelope(
        event_id=plugs.new_id("evt"),
        kind=kind,
        subject=subject,
        customer_id=customer_id,
        sequence=sequence,
        at=plugs.now(),
        data=data,
    )
    plugs.store().outbox_add(event)


def _post(entries: Sequence[ledger.Entry], tx: Transaction, at: datetime) -> None:
    for entry in entries:
        account = plugs.store().entry_add(entry, tx=tx, at=at)
        if account is not None and account.available < 0:
            _tell_negative(account)


def _tell_negative(account: Any) -> None:
    shown = account_wire(account, pending=0, at=plugs.now())
    event_send(
        "balance.negative",
        subject=account.id,
        customer_id=account.customer_id,
        sequence=account.version,
        data={"object": shown},
    )
