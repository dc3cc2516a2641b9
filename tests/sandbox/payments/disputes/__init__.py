"""How the tests dispute a payment, and what they look at."""

from __future__ import annotations

from typing import Any

from sandbox.payments.models import Account, OutboxEvent
from tests.sandbox.payments.conftest import Caller

SEK = {"currency": "SEK"}


def order(value: int = 10_000, **fields: Any) -> dict[str, Any]:
    return {"reason": "not_received", "amount": {"value": value, **SEK}, "note": "It has not come."} | fields


def opened(owner: Caller, paid: Any, **fields: Any) -> dict[str, Any]:
    answer = owner.post(f"/v1/transactions/{paid.id}/disputes", order(**fields))
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def names(dispute: dict[str, Any]) -> list[str]:
    return [action["name"] for action in dispute["actions"]]


def codes(dispute: dict[str, Any]) -> list[str]:
    return [step["code"] for step in dispute["history"]]


def events(dispute_id: str) -> list[str]:
    return list(OutboxEvent.objects.filter(subject=dispute_id).order_by("sequence").values_list("type", flat=True))


def balance(paid: Any) -> int:
    return Account.objects.get(id=paid.account_id).available
