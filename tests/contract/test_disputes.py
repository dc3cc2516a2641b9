"""Disputes through our own adapter, against the running sandbox. Their outcome is always the customer's."""

from __future__ import annotations

import secrets

import pytest

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from tests.builders import payments
from tests.contract.test_builders import ask, differences
from transactions.backends import payment_backend
from transactions.domain import DisputeOrder, MessageOrder, Transaction, TransactionFilter


def disputable(ctx: Context) -> Transaction:
    """A payment that can be disputed."""
    found = payment_backend().transaction_list(ctx, TransactionFilter(type=("payment",)), limit=100).data
    return next(each for each in found if any(action.name == "dispute" for action in each.actions))


def key() -> str:
    return secrets.token_hex(16)


def test_it_is_opened_once_written_to_and_withdrawn(sandbox: str, elin: Context) -> None:
    backend, once = payment_backend(), key()
    payment = disputable(elin)
    order = DisputeOrder("not_received", Money(100, payment.amount.currency), "<b>It never came.</b>")
    made = backend.dispute_create(elin, order, key=once, transaction_id=payment.id)
    assert (made.status, made.waiting_on, made.note) == ("open", "merchant", order.note)
    assert backend.dispute_create(elin, order, key=once, transaction_id=payment.id) == made
    seen = backend.transaction_get(elin, payment.id).dispute
    assert (seen and (seen.id, seen.status)) == (made.id, "open")
    with pytest.raises(errors.Conflict):
        backend.dispute_create(elin, order, key=key(), transaction_id=payment.id)
    told = backend.dispute_message_send(elin, made.id, MessageOrder("Still nothing."), key=key())
    assert [message.text for message in told.messages] == ["<b>It never came.</b>", "Still nothing."]
    assert backend.dispute_get(elin, made.id) == told
    live = ask(sandbox, elin, f"/payments/v1/disputes/{made.id}")
    assert differences(payments.dispute(), live) == []
    gone = backend.dispute_withdraw(elin, made.id, key=key())
    assert (gone.status, gone.outcome, gone.actions) == ("closed", "withdrawn", ())
    listed = backend.dispute_list(elin, transaction_id=payment.id, status=("closed",)).data
    assert [(each.id, each.messages) for each in listed] == [(made.id, ())]


def test_what_the_customer_wins_is_an_outcome_for_the_customer(elin: Context) -> None:
    """A service that speaks as the merchant would call this one lost: its adapter must turn it round."""
    won = next(each for each in payment_backend().dispute_list(elin, limit=100).data if each.outcome == "customer")
    assert won.refund_transaction_id is not None
    money = payment_backend().transaction_get(elin, won.refund_transaction_id)
    assert (money.type, money.direction, money.amount) == ("chargeback", "in", won.amount)
    assert won.transaction_id is not None
    assert payment_backend().transaction_get(elin, won.transaction_id).status == "succeeded"


def test_an_offer_is_refused_and_a_late_one_escalated(elin: Context) -> None:
    backend = payment_backend()
    known = backend.dispute_list(elin, status=("open", "needs_info"), limit=100).data
    offered = next(each for each in known if each.offer and each.waiting_on == "customer")
    refused = backend.dispute_answer(elin, offered.id, accept=False, key=key())
    assert (refused.status, refused.waiting_on) == ("under_review", "operator")
    late = next(each for each in known if any(action.name == "escalate" for action in each.actions))
    moved = backend.dispute_escalate(elin, late.id, key=key())
    assert (moved.status, moved.escalated_at is not None) == ("under_review", True)
    with pytest.raises(errors.Conflict):
        backend.dispute_escalate(elin, late.id, key=key())


def test_somebody_elses_is_absent(elin: Context, omar: Context) -> None:
    backend = payment_backend()
    known = backend.dispute_list(elin).data[0]
    with pytest.raises(errors.NotFound):
        backend.dispute_get(omar, known.id)
    with pytest.raises(errors.NotFound):
        backend.dispute_withdraw(omar, known.id, key=key())
    assert backend.dispute_list(omar).data == []
