"""A refund request that was refused, or is late, becomes a dispute of the same payment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.payments import models, services
from sandbox.payments.domain.errors import Refused
from tests.sandbox.payments.conftest import Caller
from tests.sandbox.payments.people import START
from tests.sandbox.payments.test_refunds import ask, money, order, payment_make, payment_of, sent


def path(request: dict[str, Any]) -> str:
    return f"/v1/refund-requests/{request['id']}/escalate"


def names(owner: Caller, request: dict[str, Any]) -> list[str]:
    found = owner.get(f"/v1/refund-requests/{request['id']}").json()
    return [action["name"] for action in found["actions"]]


def refused(owner: Caller, key: str = "key-1", **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = ask(owner, payment_make(), order(**fields), key=key).json()
    services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="reject", note="No.")
    return made


def test_a_refused_request_becomes_a_dispute_once(owner: Caller, clock: Any) -> None:
    made = refused(owner, note="It does not fit.")
    assert names(owner, made) == ["escalate"]
    answer = owner.post(path(made), {}, key="esc")
    now = answer.json()
    assert (answer.status_code, now["status"], now["actions"]) == (200, "rejected", [])
    dispute = owner.get(f"/v1/disputes/{now['escalated_to']}").json()
    assert (dispute["transaction_id"], dispute["refund_request_id"]) == (made["transaction_id"], made["id"])
    assert (dispute["reason"], dispute["amount"], dispute["note"]) == ("other", money(43_200), "It does not fit.")
    assert (dispute["status"], dispute["waiting_on"]) == ("under_review", "operator")
    assert owner.post(path(made), {}, key="esc").json() == now
    assert owner.post(path(made), {}, key="esc-2").json()["code"] == "invalid_state"
    assert models.Dispute.objects.count() == 1
    assert {"refund.updated", "dispute.opened"} <= set(sent())


def test_a_late_request_ends_with_its_dispute(owner: Caller, clock: Any) -> None:
    payment = payment_make()
    made = ask(owner, payment, order(reason="not_received")).json()
    assert owner.post(path(made), {}, key="early").json()["code"] == "invalid_state"
    clock.move_to(START + timedelta(days=7))
    assert names(owner, made) == ["message", "cancel", "escalate"]
    now = owner.post(path(made), {}, key="late").json()
    assert (now["status"], now["actions"]) == ("cancelled", [])
    assert owner.get(f"/v1/disputes/{now['escalated_to']}").json()["reason"] == "not_received"
    assert models.Transaction.objects.get(id=payment.id).refundable == 86_400
    with pytest.raises(Refused, match="invalid_state"):
        services.refund_decide(request_id=made["id"], merchant_id="mch_ljus", decision="approve")


def test_a_refusal_is_looked_at_for_thirty_days(owner: Caller, clock: Any) -> None:
    made = refused(owner)
    found = owner.get(f"/v1/refund-requests/{made['id']}").json()
    assert found["actions"][0]["until"] == "2026-12-19T12:00:00.000Z"
    clock.move_to(START + timedelta(days=30, seconds=1))
    assert names(owner, made) == []
    assert owner.post(path(made), {}, key="esc").json()["code"] == "invalid_state"


def test_a_payment_is_disputed_once_whatever_was_refused(owner: Caller, clock: Any) -> None:
    payment = payment_make()
    both = [ask(owner, payment, order(expected=left), key=f"k{left}").json() for left in (86_400, 43_200)]
    for each in both:
        services.refund_decide(request_id=each["id"], merchant_id="mch_ljus", decision="reject")
    assert owner.post(path(both[0]), {}, key="one").status_code == 200
    assert names(owner, both[1]) == []
    assert owner.post(path(both[1]), {}, key="two").json()["code"] == "invalid_state"
    assert payment_of(owner, payment)["dispute"] is not None


def test_only_the_owner_escalates_and_only_with_a_key(owner: Caller, other: Caller, clock: Any) -> None:
    made = refused(owner)
    assert other.post(path(made), {}, key="theirs").status_code == 404
    assert owner.post(path(made), {}, key=None).json()["code"] == "idempotency_key_missing"
    assert names(owner, made) == ["escalate"]
