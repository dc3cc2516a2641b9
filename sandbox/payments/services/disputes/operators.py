"""What the operator does with a dispute: take it, ask, pay in advance, decide."""

from __future__ import annotations

from typing import Literal

from sandbox.payments.domain.disputes import Dispute, customer_decides_by, operator_decides_by
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.ports import plugs
from sandbox.payments.services.disputes.changes import Event, dispute_change, message_write, others_act
from sandbox.payments.services.disputes.money import amount_details, dispute_close, money_back

_ANYBODY = ("customer", "merchant", "operator")
_SWEPT_AT_ONCE = 100


def dispute_take(*, dispute_id: str, handler: str, note: str | None = None) -> Dispute:
    """Note who looks after the dispute, ``Amira H.``, and what they write to the customer, if anything."""

    def take(dispute: Dispute) -> Dispute:
        told = _told(dispute, handler, note)
        event = Event(actor="operator", code="taken", details={"name": handler})
        return dispute_change(before=told, event=event, handler=handler)

    return others_act(dispute_id=dispute_id, on=_ANYBODY, act=take)


def dispute_ask(*, dispute_id: str, handler: str, note: str) -> Dispute:
    """Ask the customer something; the dispute waits for their message."""

    def ask(dispute: Dispute) -> Dispute:
        return dispute_change(
            before=_told(dispute, handler, note),
            event=Event(actor="operator", code="asked", details={"name": handler}),
            handler=handler,
            status="needs_info",
            waiting_on="customer",
            respond_by=customer_decides_by(dispute.created_at, plugs.now()),
        )

    return others_act(dispute_id=dispute_id, on=("operator",), act=ask)


def dispute_advance(*, dispute_id: str) -> Dispute:
    """Give the customer the money while we look. Raises Refused ``invalid_state`` when it was given already."""

    def advance(dispute: Dispute) -> Dispute:
        if dispute.refund_transaction_id is not None:
            raise Refused("invalid_state", "The money was given in advance already.")
        details = amount_details(dispute.amount, dispute.currency)
        money = money_back(dispute=dispute, amount=dispute.amount)
        event = Event(actor="operator", code="advanced", details=details)
        return dispute_change(before=dispute, event=event, refund_transaction_id=money.id)

    return others_act(dispute_id=dispute_id, on=_ANYBODY, act=advance)


def dispute_decide(
    *, dispute_id: str, outcome: Literal["customer", "merchant"], handler: str, note: str, amount: int | None = None
) -> Dispute:
    """Close the dispute in favour of the customer or of the merchant, with the reasons they read in ``note``.

    ``outcome`` is from the customer's side: ``customer`` brings them ``amount`` (minor units, all they asked for
    without one), kept when it was given in advance; ``merchant`` brings nothing and takes an advance back. Raises
    Refused ``not_found``, and ``invalid_state`` while it is with the merchant or over.
    """

    def decide(dispute: Dispute) -> Dispute:
        back = (dispute.amount if amount is None else amount) if outcome == "customer" else 0
        details = {"name": handler, "outcome": outcome, **amount_details(back, dispute.currency)}
        event = Event(actor="operator", code="decided", details=details)
        told = _told(dispute, handler, note)
        return dispute_close(dispute=told, outcome=outcome, event=event, amount=back, handler=handler)

    return others_act(dispute_id=dispute_id, on=("operator",), act=decide)


def dispute_sweep() -> int:
    """Hand to the operator what its customer did not decide in time; return how many."""
    due = plugs.store().dispute_undecided(plugs.now(), count=_SWEPT_AT_ONCE)
    return sum(_undecided(dispute_id) for dispute_id in due)


def _undecided(dispute_id: str) -> bool:
    def move_on(dispute: Dispute) -> Dispute:
        now = plugs.now()
        if dispute.respond_by is None or dispute.respond_by >= now:
            raise Refused("invalid_state", "The customer has time.")
        by = operator_decides_by(dispute.kind, now)
        event = Event(actor="system", code="not_decided")
        return dispute_change(before=dispute, event=event, status="under_review", waiting_on="operator", respond_by=by)

    try:
        others_act(dispute_id=dispute_id, on=("customer",), act=move_on)
    except Refused:
        return False
    return True


def _told(dispute: Dispute, handler: str, note: str | None) -> Dispute:
    if note is None:
        return dispute
    return message_write(dispute=dispute, sender="operator", name=handler, text=note)
