"""Orders of money as these tests write them down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from selfcare.domain.money import Money
from tests.builders import payments
from tests.fake_upstream import Answer, Call
from transactions.models import Intent
from transactions.services import intents

DEPOSITS = "/payments/v1/deposits"
ORDER: dict[str, Any] = {
    "customer_id": payments.CUSTOMER,
    "kind": "deposit",
    "account_id": "acc_sek",
    "amount": Money(50000, "SEK"),
    "instrument_id": "ins_ostra",
    "return_base": "https://selfcare.example/deposit",
}


def opened(form_key: str = "k1", **changes: Any) -> Intent:
    return intents.intent_open(form_key=form_key, **{**ORDER, **changes})[0]


def make_due(**changes: Any) -> None:
    Intent.objects.update(due_at=timezone.now() - timedelta(seconds=1), **changes)


def state(intent: Intent) -> str:
    intent.refresh_from_db()
    return intent.state


class Bank:
    """A payment service that keeps its promise: one deposit per key."""

    def __init__(self) -> None:
        self.deposits: dict[str, dict[str, Any]] = {}

    def __call__(self, call: Call) -> Answer:
        key = call.headers["idempotency-key"]
        return Answer(201, self.deposits.setdefault(key, payments.deposit(id=f"tx_{len(self.deposits)}")))

    def answer_too_late(self, call: Call) -> Answer:
        return Answer(201, self(call).json, delay=2.5)
