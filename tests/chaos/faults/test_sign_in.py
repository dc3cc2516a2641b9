"""A failing auth service signs nobody in, and nobody out."""

from __future__ import annotations

import pytest
import requests

from tests.chaos.faults.calls import HONEST, LONGEST, seconds
from tests.chaos.faults.trouble import Trouble
from tests.chaos.person import OMAR, Person
from tests.chaos.platform import eventually


def _sign_in(person: Person) -> requests.Response:
    return person.call("POST", "/api/v1/session", {"identifier": OMAR[0], "password": OMAR[1]})


def _signed_in(url: str) -> Person:
    """Return somebody who signed in, once the breaker's pause is over."""
    person = Person(url)
    eventually(lambda: _sign_in(person).status_code == 200, seconds=60, every=0.5)
    return person


@pytest.mark.parametrize("fault", ["close", "blackhole", "drip", "garbage", "truncated", "redirect", "wrong_type"])
def test_a_sign_in_that_fails_signs_nobody_in(fault: str, omar: Person, trouble: Trouble) -> None:
    trouble.faults()
    _signed_in(omar.url)
    spoiled = {"field": "status"} if fault == "wrong_type" else {}
    trouble.faults({"service": "auth", "kind": fault, "times": 4, "path": "/v1/authentications", **spoiled})
    visitor = Person(omar.url)
    answer = _sign_in(visitor)
    assert seconds(answer) <= LONGEST
    assert answer.status_code in HONEST, answer.text[:500]
    assert not visitor.signed_in()


@pytest.mark.parametrize("fault", ["close", "delay", "garbage", "error", "truncated"])
def test_a_token_that_cannot_be_renewed_signs_nobody_out(fault: str, omar: Person, trouble: Trouble) -> None:
    trouble.faults()
    visitor = _signed_in(omar.url)
    trouble.clock_shift(11 * 60)  # the access token is over, the session is not
    trouble.faults({"service": "auth", "kind": fault, "times": 4, "path": "/v1/token"})
    answer = visitor.get("/api/v1/transactions?type=payment")
    assert trouble.faults_left() < 4, "the product never renewed"
    assert seconds(answer) <= LONGEST
    assert answer.status_code in HONEST, answer.text[:500]
    assert visitor.signed_in()
