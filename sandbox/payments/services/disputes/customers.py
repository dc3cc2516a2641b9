"""What the customer does with an open dispute."""

from __future__ import annotations

from functools import partial

from sandbox.payments.domain.disputes import Dispute, MessageOrder, escalation_answered_by, operator_decides_by
from sandbox.payments.domain.ports import plugs
from sandbox.payments.services.disputes.changes import (
    Event,
    customer_acts,
    dispute_change,
    message_write,
)
from sandbox.payments.services.disputes.money import amount_details, dispute_close
from sandbox.payments.services.messages import files_find


def dispute_message_send(*, customer_id: str, dispute_id: str, order: MessageOrder, operation_id: str) -> Dispute:
    """Add the customer's message, once per operation. It answers a question of ours when one waits for it."""

    def write(dispute: Dispute) -> Dispute:
        files = files_find(customer_id, order.attachments)
        after = message_write(
            dispute=dispute, sender="customer", name="", text=order.text, files=files, operation_id=operation_id
        )
        if dispute.waiting_on != "customer" or dispute.offer_amount is not None:
            return dispute_change(before=dispute, event=None, messages=after.messages)
        return _to_operator(after, Event(actor="customer", code="answered"))

    return customer_acts(
        customer_id=customer_id, dispute_id=dispute_id, action="message", operation_id=operation_id, act=write
    )


def offer_answer(*, customer_id: str, dispute_id: str, accept: bool, operation_id: str) -> Dispute:
    """Take the merchant's offer, which closes the dispute with that money, or refuse it, and the operator decides."""
    return customer_acts(
        customer_id=customer_id,
        dispute_id=dispute_id,
        action="accept" if accept else "decline",
        operation_id=operation_id,
        act=partial(_taken if accept else _refused, operation_id=operation_id),
    )


def dispute_withdraw(*, customer_id: str, dispute_id: str, operation_id: str) -> Dispute:
    """Close the dispute without money. Money that was given in advance goes back."""
    event = Event(actor="customer", code="withdrawn", operation_id=operation_id)
    return customer_acts(
        customer_id=customer_id,
        dispute_id=dispute_id,
        action="withdraw",
        operation_id=operation_id,
        act=lambda dispute: dispute_close(dispute=dispute, outcome="withdrawn", event=event, amount=0),
    )


def dispute_escalate(*, customer_id: str, dispute_id: str, operation_id: str) -> Dispute:
    """Have the operator take over what is late, with an answer by noon of the next working day."""
    event = Event(actor="customer", code="escalated", operation_id=operation_id)
    return customer_acts(
        customer_id=customer_id,
        dispute_id=dispute_id,
        action="escalate",
        operation_id=operation_id,
        act=lambda dispute: dispute_change(
            before=dispute,
            event=event,
            status="under_review",
            waiting_on="operator",
            escalated_at=plugs.now(),
            respond_by=escalation_answered_by(plugs.now()),
        ),
    )


def _taken(dispute: Dispute, *, operation_id: str) -> Dispute:
    amount = dispute.offer_amount or 0
    details = amount_details(amount, dispute.currency)
    event = Event(actor="customer", code="accepted", details=details, operation_id=operation_id)
    return dispute_close(dispute=dispute, outcome="customer", event=event, amount=amount)


def _refused(dispute: Dispute, *, operation_id: str) -> Dispute:
    return _to_operator(dispute, Event(actor="customer", code="declined", operation_id=operation_id))


def _to_operator(dispute: Dispute, event: Event) -> Dispute:
    now = plugs.now()
    return dispute_change(
        before=dispute,
        event=event,
        status="under_review",
        waiting_on="operator",
        respond_by=operator_decides_by(dispute.kind, now),
    )
