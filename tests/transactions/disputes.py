"""What the payment service answers while somebody disputes a payment, and how a program asks."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.builders import payments
from tests.fake_upstream import Answer, Call, FakeUpstream

TX = "/payments/v1/transactions/tx_1"
ONE = "/payments/v1/disputes/dsp_1"
ABOUT = "/api/v1/transactions/tx_1/disputes"
ALL = "/api/v1/disputes"
MINE = "/api/v1/disputes/dsp_1"
AMOUNT = {"value": 6200, "currency": "SEK"}
ORDER: dict[str, Any] = {"reason": "not_received", "amount": AMOUNT}
MISSING: dict[str, Any] = {"reason": "missing_deposit", "amount": AMOUNT, "occurred_on": "2026-11-11"}
STEPS: dict[str, dict[str, Any]] = {
    "messages": {"text": "Still nothing."},
    "answer": {"accept": True},
    "withdraw": {},
    "escalate": {},
}


class Service:
    """One payment and its dispute, changed once per key."""

    def __init__(self, upstream: FakeUpstream) -> None:
        self.upstream = upstream
        self.made: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, Any]] = []
        upstream.on("GET", TX, json=payments.transaction(id="tx_1"))
        upstream.on("GET", ONE, json=payments.dispute())
        upstream.on("GET", "/payments/v1/disputes", json=payments.page([payments.dispute()]))
        upstream.on("POST", f"{TX}/disputes", reply=self.opened)
        upstream.on("POST", "/payments/v1/disputes", reply=self.missed)
        for step in STEPS:
            upstream.on("POST", f"{ONE}/{step}", reply=self.stepped)

    def opened(self, call: Call, **changes: Any) -> Answer:
        made = payments.dispute(amount=call.body["amount"], reason=call.body["reason"], status="open", **changes)
        return Answer(201, self._once(call, made))

    def missed(self, call: Call) -> Answer:
        return self.opened(call, kind="missing_deposit", transaction_id=None, merchant=None)

    def stepped(self, call: Call) -> Answer:
        return Answer(200, self._once(call, payments.dispute()))

    def _once(self, call: Call, made: dict[str, Any]) -> dict[str, Any]:
        key = call.headers["idempotency-key"]
        if key not in self.made:
            self.asked.append(call.body)
            self.made[key] = made
            self.upstream.on("GET", ONE, json=made)
        return self.made[key]

    def fails(self, path: str, status: int, code: str) -> None:
        self.upstream.on("POST", path, status=status, json=payments.problem(status, code))


def post(client: Client, path: str, body: Any = None, key: str | None = "key-1") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(path, {} if body is None else body, "application/json", headers=headers)
