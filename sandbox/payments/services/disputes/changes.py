"""The only way a dispute changes: row, history, the transaction's own word for it and the event, together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from sandbox.clock import rfc3339
from sandbox.payments.domain.cases import Actor, CaseStep, File
from sandbox.payments.domain.disputes import Dispute, dispute_actions, dispute_ref, dispute_wire
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.ports import plugs
from sandbox.payments.services.changes import Cause, event_send, transaction_change
from sandbox.payments.services.messages import message_add

_NOTED = {"closed": "dispute_closed"}


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a dispute: who did it, a stable code, and the operation that must not do it twice."""

    actor: Actor
    code: str
    details: dict[str, str] = {}
    operation_id: str | None = None


def dispute_record(*, dispute: Dispute, event: Event) -> Dispute:
    """Store a new dispute at version 1, and note it on the transaction it is about."""
    plugs.store().dispute_write(dispute, new=True)
    _step(dispute, event)
    _note_on_transaction(dispute, event)
    _announce(dispute, "dispute.opened", None)
    return dispute


def dispute_change(*, before: Dispute, event: Event | None, **fields: Any) -> Dispute:
    """Store ``before`` with other fields, one version up; the row must be locked. A message alone is no ``event``.

    A step that ends a promised date, in time or late, names it: the dispute has the next one by then.
    """
    changes = {"version": before.version + 1, "updated_at": plugs.now(), **fields}
    after = msgspec.structs.replace(before, **changes)
    plugs.store().dispute_write(after, new=False)
    if event is not None:
        _step(after, _with_date(event, before, after))
    if (before.status, before.outcome) != (after.status, after.outcome) and event is not None:
        _note_on_transaction(after, event)
    _announce(after, _event_type(before, after), before.status)
    return after


def customer_acts(
    *, customer_id: str, dispute_id: str, action: str, operation_id: str, act: Callable[[Dispute], Dispute]
) -> Dispute:
    """Do what the customer asks, once per operation, while the dispute offers the action.

    Raises Refused ``not_found`` for a dispute that is absent or another's, ``invalid_state`` (409) for an action that
    is not offered now.
    """
    store = plugs.store()
    with store.atomic():
        dispute = store.dispute_lock(dispute_id)
        if dispute is None or dispute.customer_id != customer_id:
            raise Refused("not_found", "There is no such resource.")
        if store.case_was_done(dispute.id, operation_id):
            return dispute
        if action not in dispute_actions(dispute, plugs.now()):
            raise Refused("invalid_state", f"{action} is not possible now.")
        return act(dispute)


def others_act(*, dispute_id: str, on: tuple[str, ...], act: Callable[[Dispute], Dispute]) -> Dispute:
    """Do what the merchant or the operator does, while it is the turn of one of ``on``. Raises Refused likewise."""
    store = plugs.store()
    with store.atomic():
        dispute = store.dispute_lock(dispute_id)
        if dispute is None:
            raise Refused("not_found", "There is no such resource.")
        if dispute.status == "closed" or dispute.waiting_on not in on:
            raise Refused("invalid_state", "It is somebody else's turn, or it is over.")
        return act(dispute)


def message_write(
    *,
    dispute: Dispute,
    sender: Actor,
    name: str,
    text: str,
    files: Sequence[File] = (),
    operation_id: str | None = None,
) -> Dispute:
    """Add a message and count it; the change itself is the caller's to store. Raises Refused ``validation_failed``."""
    message_add(case_id=dispute.id, sender=sender, name=name, text=text, files=files, operation_id=operation_id)
    return msgspec.structs.replace(dispute, messages=dispute.messages + 1)


def _event_type(before: Dispute, after: Dispute) -> str:
    if before.status != after.status and after.status in {"needs_info", "closed"}:
        return f"dispute.{after.status}"
    return "dispute.updated"


def _with_date(event: Event, before: Dispute, after: Dispute) -> Event:
    if before.respond_by is None or before.respond_by == after.respond_by:
        return event
    return msgspec.structs.replace(event, details={**event.details, "promised_by": rfc3339(before.respond_by)})


def _step(dispute: Dispute, event: Event) -> None:
    plugs.store().case_step_add(
        CaseStep(
            id=f"cst_{event.operation_id}" if event.operation_id else plugs.new_id("cst"),
            case_id=dispute.id,
            sequence=dispute.version,
            at=dispute.updated_at,
            actor=event.actor,
            code=event.code,
            details=event.details,
        )
    )


def _note_on_transaction(dispute: Dispute, event: Event) -> None:
    if dispute.transaction_id is None:
        return
    tx = plugs.store().transaction_lock(dispute.transaction_id)
    if tx is None:
        return
    code = {"opened": "disputed"}.get(event.code) or _NOTED.get(dispute.status, "dispute_updated")
    details = {"dispute_id": dispute.id, **({"outcome": dispute.outcome} if dispute.outcome else {})}
    cause = Cause(actor=event.actor, code=code, at=dispute.updated_at, details=details)
    transaction_change(before=tx, cause=cause, dispute=dispute_ref(dispute))


def _announce(dispute: Dispute, kind: str, previous: str | None) -> None:
    steps = plugs.store().case_step_list(dispute.id)
    data = {"previous_status": previous, "object": dispute_wire(dispute, steps, plugs.now())}
    event_send(kind, subject=dispute.id, customer_id=dispute.customer_id, sequence=dispute.version, data=data)
