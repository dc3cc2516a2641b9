"""Fifty requests for the same payment at once: one is made, the others are told that something changed."""

from __future__ import annotations

from collections import Counter

import pytest

from sandbox.payments import models, services
from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.refunds import Decision
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import OWNER
from tests.sandbox.payments.test_refunds import ask, order, payment_make
from tests.sandbox.payments.test_withdrawals_parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)
FIFTY = 50


@pytest.mark.parametrize("amount", [86_400, 100])
def test_fifty_under_their_own_keys_are_one(amount: int) -> None:
    payment = payment_make()
    body = order(amount=amount)
    answers = at_once(lambda number: ask(Caller(OWNER), payment, body, key=f"key-{number}"), count=FIFTY)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 412: FIFTY - 1}
    assert models.RefundRequest.objects.count() == 1
    assert models.Transaction.objects.get(id=payment.id).refundable == 86_400 - amount


def test_fifty_under_one_key_are_one() -> None:
    payment = payment_make()
    answers = at_once(lambda _: ask(Caller(OWNER), payment), count=FIFTY)
    assert set(Counter(answer.status_code for answer in answers)) <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert models.RefundRequest.objects.count() == 1


def test_many_answers_to_one_request_are_one() -> None:
    payment = payment_make()
    made = ask(Caller(OWNER), payment).json()

    def decide(number: int) -> str:
        decision: Decision = "approve" if number % 2 else "reject"
        try:
            decided = services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision=decision)
        except Refused as refused:
            return refused.code
        return decided.status

    answers = Counter(at_once(decide))
    assert answers["invalid_state"] == sum(answers.values()) - 1
    assert models.Transaction.objects.filter(type="refund").count() == answers["succeeded"]
