"""Events as the payment service signs and sends them."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from standardwebhooks.webhooks import Webhook

from tests.builders import payments

NEW = "whsec_" + base64.b64encode(b"n" * 32).decode()
OLD = "whsec_" + base64.b64encode(b"o" * 32).decode()
FOREIGN = "whsec_" + base64.b64encode(b"f" * 32).decode()


def event(**changes: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "evt_1",
        "source": "/payments",
        "type": "transaction.succeeded",
        "subject": "tx_dep",
        "time": "2026-11-19T13:05:12.000Z",
        "datacontenttype": "application/json",
        "data": {"customer_id": payments.CUSTOMER, "sequence": 3, "object": payments.deposit(status="succeeded")},
        **changes,
    }


def signed(body: bytes, *, secret: str = NEW, message_id: str = "evt_1", age: float = 0) -> dict[str, str]:
    moment = datetime.now(UTC) - timedelta(seconds=age)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, moment, body.decode()),
    }


def post(client: Client, body: bytes | dict[str, Any], headers: dict[str, str] | None = None, **how: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = how.pop("path", "/hooks/payments")
    sent = headers if headers is not None else signed(raw, **how)
    return client.post(path, raw, "application/cloudevents+json", headers=sent)


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == code
    return problem
