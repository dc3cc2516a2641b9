"""Refund requests through our own adapter, against the running sandbox."""

from __future__ import annotations

import secrets

import pytest

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.files import File
from selfcare.domain.money import Money
from tests.builders import payments
from tests.contract.shop import Shop
from tests.contract.test_builders import ask, differences
from transactions.backends import payment_backend
from transactions.domain import MessageOrder, RefundOrder, RefundRequest, Transaction, TransactionFilter


def refundable(ctx: Context) -> tuple[Transaction, Money]:
    """A payment that can be asked back and was never disputed (once is for ever), and how much of it."""
    found = payment_backend().transaction_list(ctx, TransactionFilter(type=("payment",)), limit=100).data
    whole = (each for each in found if each.dispute is None)
    payment = next(each for each in whole if any(action.name == "refund" for action in each.actions))
    assert payment.refund is not None
    return payment, payment.refund.refundable


def test_a_request_is_made_once_listed_and_taken_back(sandbox: str, elin: Context) -> None:
    backend, key = payment_backend(), secrets.token_hex(16)
    payment, left = refundable(elin)
    order = RefundOrder(Money(100, left.currency), "not_received", left, "<b>It never came.</b>")
    made = backend.refund_request_create(elin, payment.id, order, key=key)
    assert (made.status, made.amount, made.note, made.is_open) == ("requested", order.amount, order.note, True)
    assert backend.refund_request_create(elin, payment.id, order, key=key) == made
    assert [each.id for each in backend.refund_request_list(elin, transaction_id=payment.id).data] == [made.id]
    assert backend.refund_request_get(elin, made.id).messages[0].from_ == "customer"
    with pytest.raises(errors.Conflict) as caught:
        backend.refund_request_create(elin, payment.id, order, key=secrets.token_hex(16))
    assert caught.value.problem == "refundable_changed"
    live = ask(sandbox, elin, f"/payments/v1/refund-requests/{made.id}")
    assert differences(payments.refund_request(), live) == []
    with pytest.raises(errors.Conflict):
        backend.refund_request_escalate(elin, made.id, key=secrets.token_hex(16))  # neither refused nor late
    backend.refund_request_cancel(elin, made.id, key=secrets.token_hex(16))
    done = backend.refund_request_list(elin, transaction_id=payment.id, status=("cancelled",)).data
    assert [(each.id, each.is_open) for each in done] == [(made.id, False)]


def asked(ctx: Context) -> RefundRequest:
    payment, left = refundable(ctx)
    order = RefundOrder(Money(100, left.currency), "not_received", left, "It never came.")
    return payment_backend().refund_request_create(ctx, payment.id, order, key=secrets.token_hex(16))


def test_customer_and_merchant_write_with_files_once_per_key(sandbox: str, elin: Context) -> None:
    backend, key, made = payment_backend(), secrets.token_hex(16), asked(elin)
    Shop(sandbox, made.merchant.id).answer(made.id, "write", "Which parcel desk?")
    file = backend.upload_create(elin, File("desk.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"), key=key)
    order = MessageOrder("The one in this paper.", (file.id,))
    told = backend.refund_message_send(elin, made.id, order, key=key)
    assert backend.refund_message_send(elin, made.id, order, key=key) == told
    assert [(each.from_, each.name, each.text) for each in told.messages] == [
        ("customer", "", "It never came."),
        ("merchant", made.merchant.name, "Which parcel desk?"),
        ("customer", "", "The one in this paper."),
    ]
    assert [each.name for each in told.messages[-1].attachments] == ["desk.pdf"]
    with pytest.raises(errors.InvalidInput) as caught:
        backend.refund_message_send(elin, made.id, MessageOrder("No.", ("upl_none",)), key=secrets.token_hex(16))
    assert caught.value.fields[0].pointer == "/attachments/0"
    backend.refund_request_cancel(elin, made.id, key=secrets.token_hex(16))
    with pytest.raises(errors.Conflict):
        backend.refund_message_send(elin, made.id, MessageOrder("Still there?"), key=secrets.token_hex(16))


def test_a_refused_request_is_escalated_once(sandbox: str, elin: Context) -> None:
    backend, key, made = payment_backend(), secrets.token_hex(16), asked(elin)
    Shop(sandbox, made.merchant.id).answer(made.id, "no", "It was delivered.")
    refused = backend.refund_request_get(elin, made.id)
    assert (refused.status, refused.decision_note) == ("rejected", "It was delivered.")
    assert [action.name for action in refused.actions] == ["escalate"]
    moved = backend.refund_request_escalate(elin, made.id, key=key)
    assert backend.refund_request_escalate(elin, made.id, key=key) == moved
    dispute = backend.dispute_get(elin, moved.escalated_to or "")
    assert (dispute.refund_request_id, dispute.transaction_id) == (made.id, made.transaction_id)
    assert (dispute.waiting_on, dispute.amount, dispute.reason) == ("operator", made.amount, "not_received")
    with pytest.raises(errors.Conflict):
        backend.refund_request_escalate(elin, made.id, key=secrets.token_hex(16))


def test_another_customer_s_request_is_none(elin: Context, omar: Context) -> None:
    payment, left = refundable(elin)
    order = RefundOrder(Money(100, left.currency), "other", left)
    made = payment_backend().refund_request_create(elin, payment.id, order, key=secrets.token_hex(16))
    with pytest.raises(errors.NotFound):
        payment_backend().refund_request_get(omar, made.id)
    with pytest.raises(errors.NotFound):
        payment_backend().refund_request_create(omar, payment.id, order, key=secrets.token_hex(16))
