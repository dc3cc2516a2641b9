"""What the payment service answers while somebody cancels a payment or asks for money back."""

from __future__ import annotations

from typing import Any, Final

from tests.builders import payments
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page, PageClient

ONE: Final = "/payments/v1/transactions/tx_1"
CANCEL: Final = f"{ONE}/cancel"
KEEP: Final = f"{ONE}/cancel/withdraw"
ASK: Final = f"{ONE}/refund-requests"
REQUEST: Final = "/payments/v1/refund-requests/rrq_1"
ASKED: Final = {"state": "asked", "asked_at": "2026-11-19T13:06:20.000Z", "decide_by": "2026-11-19T19:00:00.000Z"}
PENDING: Final = {"status": "pending", "completed_at": None, "actions": [{"name": "cancel"}]}


class Service:
    """One payment, cancelled or asked back at most once per key; ``fails`` are answers given before it is done."""

    def __init__(self, upstream: FakeUpstream, **changes: Any) -> None:
        self.upstream = upstream
        self.made: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, Any]] = []
        self.becomes(**changes)
        self.outcome: dict[str, Any] = {"cancellation": ASKED, "actions": [{"name": "keep"}]}
        upstream.on("GET", f"{ONE}/events", json={"data": []})
        upstream.on("GET", "/payments/v1/capabilities", json=offering())
        upstream.on("POST", CANCEL, reply=self.cancel)
        upstream.on("POST", ASK, reply=self.ask)

    def becomes(self, **changes: Any) -> None:
        """From now on the payment stands like this."""
        self.payment = payments.transaction(**changes)
        self.upstream.on("GET", ONE, json=self.payment)

    def cancel(self, call: Call) -> Answer:
        key = call.headers["idempotency-key"]
        if key not in self.made:
            self.becomes(**{**PENDING, **self.outcome})
            self.made[key] = self.payment
        return Answer(200, self.made[key])

    def ask(self, call: Call) -> Answer:
        key = call.headers["idempotency-key"]
        if key not in self.made:
            if call.body["expected_refundable"] != self.payment["refund"]["refundable"]:
                return Answer(412, payments.problem(412, "refundable_changed"))
            self.asked.append(call.body)
            given = {"reason": call.body["reason"], "note": call.body.get("note"), "amount": call.body["amount"]}
            self.made[key] = payments.refund_request(**given)
        return Answer(201, self.made[key])


def offering(**levels: str) -> dict[str, Any]:
    offered = dict.fromkeys(("cancel", "refunds.request", "refunds.read"), "native")
    return payments.capabilities(**offered | levels)


def refundable(left: int = 6200, refunded: int = 0, **changes: Any) -> dict[str, Any]:
    """A payment of which so much can be asked back."""
    state = "partial" if refunded else "none"
    refund = {"state": state, "refunded": payments.money(refunded), "refundable": payments.money(left)}
    until = "2026-12-19T11:41:05.000Z"
    return {"refund": refund, "actions": [{"name": "refund", "until": until}] if left else [], **changes}


def press(client: PageClient, page: Page, **changes: str) -> Page:
    """Send the page's one form as it stands, with changes."""
    form = page.one("main form")
    return client.post(form.get("action") or "", {**page.form("main form"), **changes})
