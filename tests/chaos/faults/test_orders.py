"""What is asked for while the payment service fails is done once or not at all, and never told wrongly.

Sampled with a fixed seed, so that each fault and each order come up; CHAOS=all runs the whole.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.chaos.faults.calls import HONEST, LONGEST, recovered, seconds
from tests.chaos.faults.orders import FAULTS, ORDERS, Order, cancel, sampled
from tests.chaos.faults.trouble import Trouble
from tests.chaos.person import Person
from tests.chaos.platform import eventually


def _send(elin: Person, order: Order, key: str) -> requests.Response:
    return elin.call("POST", order.address, order.body, **{"Idempotency-Key": key}, **order.headers)


def _spoil(trouble: Trouble, order: Order, fault: str) -> None:
    trouble.faults({"service": "payments", "method": "POST", "path": order.path, **FAULTS[fault]})


def _once_in_the_end(elin: Person, trouble: Trouble, make: Callable[[Person], Order], fault: str) -> None:
    recovered("/api/v1/transactions?type=payment", elin, trouble)
    order, key = make(elin), f"chaos-{uuid.uuid4()}"
    before = order.made(trouble)
    _spoil(trouble, order, fault)
    answer = _send(elin, order, key)
    assert trouble.faults_left() == 0, "the product never asked"
    assert seconds(answer) <= LONGEST
    assert (answer.status_code, answer.json()["status"]) == (202, "confirming"), answer.text
    told = eventually(lambda: _told(elin, answer.headers["Location"]), seconds=120, every=0.5)
    assert told["status"] == "accepted", told
    again = _send(elin, order, key)
    assert again.status_code in {200, 201, 202}, again.text
    assert again.headers["Idempotent-Replayed"] == "true" or again.status_code != 202
    assert order.made(trouble) == before + 1


def _told(elin: Person, place: str) -> dict[str, Any]:
    """Return how it stands, empty while that is not known."""
    found: dict[str, Any] = elin.get(place).json()
    return {} if found["status"] == "confirming" else found


@pytest.mark.parametrize(("name", "fault"), sampled(ORDERS))
def test_what_became_unsure_is_done_once(name: str, fault: str, elin: Person, trouble: Trouble) -> None:
    _once_in_the_end(elin, trouble, ORDERS[name], fault)
    assert elin.signed_in()


def test_a_cancel_whose_answer_is_lost_is_asked_once(elin: Person, trouble: Trouble) -> None:
    _once_in_the_end(elin, trouble, cancel, "lost answer")


@pytest.mark.parametrize("name", ORDERS)
def test_a_service_that_asks_for_patience_has_done_nothing(name: str, elin: Person, trouble: Trouble) -> None:
    recovered("/api/v1/transactions?type=payment", elin, trouble)
    order = ORDERS[name](elin)
    trouble.faults({"service": "payments", "method": "POST", "path": order.path, "kind": "rate_limited", "seconds": 7})
    answer = _send(elin, order, f"chaos-{uuid.uuid4()}")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, "7"), answer.text
    time.sleep(1)
    assert order.made(trouble) == 0


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    "fault", [name for name in FAULTS if name != "somebody else's"]
)  # a file's answer names nobody
def test_a_file_whose_answer_is_lost_is_kept_once(fault: str, elin: Person, trouble: Trouble) -> None:
    """A file is followed by nobody: the program is told that it may have arrived, and sends it again."""
    recovered("/api/v1/transactions?type=payment", elin, trouble)
    headers = {"Content-Type": "application/pdf", "X-File-Name": "proof.pdf", "Idempotency-Key": f"up-{uuid.uuid4()}"}
    trouble.faults({"service": "payments", "method": "POST", "path": "/v1/uploads", **FAULTS[fault], "field": "id"})
    lost = elin.call("POST", "/api/v1/uploads", PDF, **headers)
    assert trouble.faults_left() == 0, "the product never asked"
    assert lost.status_code in HONEST, lost.text
    kept = [elin.call("POST", "/api/v1/uploads", PDF, **headers) for _ in range(2)]
    assert [each.status_code for each in kept] == [201, 201], kept[0].text
    assert kept[0].json()["id"] == kept[1].json()["id"]
