"""What an operator sees of orders at /metrics: how many of each kind reached each state."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from selfcare.domain import errors
from selfcare.domain.money import Money
from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.upstream.people import context
from transactions.services import intents

DEPOSITS = "/payments/v1/deposits"


def counted(state: str) -> float:
    return REGISTRY.get_sample_value("selfcare_intents_total", {"kind": "deposit", "state": state}) or 0.0


def order(form_key: str) -> None:
    intent, _ = intents.intent_open(
        customer_id=payments.CUSTOMER,
        kind="deposit",
        form_key=form_key,
        account_id="acc_sek",
        amount=Money(50000, "SEK"),
        instrument_id="ins_ostra",
        return_base="https://selfcare.example/deposit",
    )
    intents.intent_send(ctx=context(), intent=intent)


@pytest.mark.django_db
def test_each_end_of_an_attempt_is_counted_by_kind_and_state(upstream: FakeUpstream) -> None:
    sent, refused = counted("sent"), counted("refused")
    upstream.on("POST", DEPOSITS, json=payments.deposit(), status=201)
    order("k1")
    upstream.on("POST", DEPOSITS, json=payments.problem(422, "limit_exceeded"), status=422)
    with pytest.raises(errors.SelfcareError):
        order("k2")

    assert (counted("sent"), counted("refused")) == (sent + 1, refused + 1)
