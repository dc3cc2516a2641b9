"""Every way a service can fail (hardening.md F6) at every call the product makes: answered in time, said honestly,
nobody signed out. The matrix is sampled with a fixed seed so that each fault and each call come up; CHAOS=all runs it
whole."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.chaos.faults.visitor import Reply, Sandbox, Visitor

pytestmark = pytest.mark.live

LONGEST = 3.5
HONEST = {502, 503, 504}
FAULTS = (
    *("close", "blackhole", "delay", "drip", "garbage", "truncated", "html", "error", "rate_limited", "redirect"),
    *("gzip_bomb", "missing_field", "wrong_type", "other_customer"),
)


@dataclass(frozen=True)
class Call:
    """A call to a service: how the product is brought to make it, and the field of its answer it cannot do without.

    ``owned`` says whether the answer names its customer.
    """

    service: str
    method: str
    path: str
    ask: Callable[[Visitor], Reply]
    field: str
    owned: bool = True


def _transactions(omar: Visitor) -> Reply:
    return omar.ask("GET", "/api/v1/transactions?type=payment")


def _transactions_page(omar: Visitor) -> Reply:
    return omar.ask("GET", "/transactions?type=payment", Accept="text/html")


def _detail(omar: Visitor) -> Reply:
    return omar.ask("GET", "/api/v1/transactions/tx_omar_matboden")


def _detail_page(omar: Visitor) -> Reply:
    return omar.ask("GET", "/transactions/tx_omar_matboden", Accept="text/html")


def _events(omar: Visitor) -> Reply:
    return omar.ask("GET", "/api/v1/transactions/tx_omar_matboden/events")


def _accounts(omar: Visitor) -> Reply:
    return omar.ask("GET", "/api/v1/accounts")


def _instruments(omar: Visitor) -> Reply:
    return omar.ask("GET", "/api/v1/instruments")


def _capabilities(omar: Visitor) -> Reply:
    return omar.ask("GET", "/api/v1/capabilities")


ONE = "/v1/transactions/tx_omar_matboden"
CALLS = {
    "transactions": Call("payments", "GET", "/v1/transactions", _transactions, "page"),
    "transactions page": Call("payments", "GET", "/v1/transactions", _transactions_page, "amount"),
    "detail": Call("payments", "GET", ONE, _detail, "status"),
    "detail page": Call("payments", "GET", ONE, _detail_page, "amount"),
    "events": Call("payments", "GET", f"{ONE}/events", _events, "status", owned=False),
    "accounts": Call("payments", "GET", "/v1/accounts", _accounts, "balance"),
    "instruments": Call("payments", "GET", "/v1/instruments", _instruments, "id"),
    "capabilities": Call("payments", "GET", "/v1/capabilities", _capabilities, "features", owned=False),
}


def _matrix() -> list[tuple[str, str]]:
    every = [
        (name, fault) for name, call in CALLS.items() for fault in FAULTS if call.owned or fault != "other_customer"
    ]
    if os.environ.get("CHAOS") == "all":
        return every
    rng = random.Random(20261121)
    rng.shuffle(every)
    chosen = {pair[key]: pair for key in (0, 1) for pair in every}
    return sorted(set(chosen.values()))


@pytest.mark.parametrize(("name", "fault"), _matrix())
def test_a_fault_is_answered_in_time_and_honestly(name: str, fault: str, omar: Visitor, sandbox: Sandbox) -> None:
    call = CALLS[name]
    _recovered(call, omar, sandbox)
    sandbox.faults(_fault(call, fault))
    answer = call.ask(omar)
    assert sandbox.left() < 4, "the product never asked"
    assert answer.seconds <= LONGEST
    _is_honest(answer, fault)
    assert omar.is_signed_in()


def _fault(call: Call, kind: str, **more: object) -> dict[str, object]:
    fault = {"service": call.service, "kind": kind, "times": 4, "method": call.method, "path": call.path, **more}
    return fault | ({"field": call.field} if kind in {"missing_field", "wrong_type"} else {})


def _is_honest(answer: Reply, fault: str) -> None:
    """A failure of the platform is told as one; a service that asks for patience is passed on with its Retry-After.

    The person can name what happened: the id stands on the page or in the problem, and in the header.
    """
    patience = {429} if fault == "rate_limited" and answer.headers.get("Retry-After") else set()
    assert answer.status in HONEST | patience, answer.text[:500]
    reference = answer.headers["X-Request-Id"]
    assert reference
    assert reference in answer.text
    if answer.headers["Content-Type"].startswith("application/problem+json"):
        assert answer.json["status"] == answer.status


def _recovered(call: Call, omar: Visitor, sandbox: Sandbox) -> None:
    """Without faults all is well again within ten seconds, the breaker's pause included."""
    sandbox.faults()
    until = time.monotonic() + 10
    while (answer := call.ask(omar)).status != 200:
        assert time.monotonic() < until, answer.text[:500]
        time.sleep(0.25)
    for _ in range(4):  # more good answers than bad, so that the breaker's window judges each fault alone
        _transactions(omar)


@pytest.fixture
def visitor(omar: Visitor) -> Visitor:
    return Visitor(omar.url)


@pytest.mark.parametrize("fault", ["close", "blackhole", "drip", "garbage", "truncated", "redirect", "wrong_type"])
def test_a_sign_in_that_fails_signs_nobody_in(fault: str, visitor: Visitor, sandbox: Sandbox) -> None:
    until = time.monotonic() + 10
    sandbox.faults()
    while Visitor(visitor.url).sign_in("omar@selfcare.example").status != 200:
        assert time.monotonic() < until
        time.sleep(0.5)
    spoiled = {"field": "status"} if fault == "wrong_type" else {}
    sandbox.faults({"service": "auth", "kind": fault, "times": 4, "path": "/v1/authentications", **spoiled})
    answer = visitor.sign_in("omar@selfcare.example")
    assert answer.seconds <= LONGEST
    assert answer.status in HONEST, answer.text[:500]
    assert not visitor.is_signed_in()
    sandbox.faults()


@pytest.mark.parametrize("fault", ["close", "delay", "garbage", "error", "truncated"])
def test_a_token_that_cannot_be_renewed_signs_nobody_out(fault: str, visitor: Visitor, sandbox: Sandbox) -> None:
    until = time.monotonic() + 10
    while visitor.sign_in("omar@selfcare.example").status != 200:
        assert time.monotonic() < until
        time.sleep(0.5)
    sandbox.put("clock", {"shift_seconds": 11 * 60})  # the access token is over, the session is not
    sandbox.faults({"service": "auth", "kind": fault, "times": 4, "path": "/v1/token"})
    answer = _transactions(visitor)
    assert sandbox.left() < 4, "the product never renewed"
    assert answer.seconds <= LONGEST
    assert answer.status in HONEST, answer.text[:500]
    assert visitor.is_signed_in()


@pytest.mark.parametrize(("fault", "acts"), [("close", True), ("close", False), ("garbage", True), ("truncated", True)])
def test_a_deposit_whose_answer_is_lost_is_never_told_wrongly(
    fault: str, acts: bool, omar: Visitor, sandbox: Sandbox
) -> None:
    key = f"chaos-{fault}-{acts}"
    sandbox.faults({"service": "payments", "kind": fault, "method": "POST", "path": "/v1/deposits", "acts": acts})
    answer = _deposit(omar, key)
    assert sandbox.left() == 0, "the product never asked"
    assert answer.seconds <= LONGEST
    assert (answer.status, answer.json["status"]) == (202, "confirming")
    until = time.monotonic() + 20
    while (found := omar.ask("GET", answer.headers["Location"]).json)["status"] == "confirming":
        assert time.monotonic() < until, found
        time.sleep(0.5)
    again = _deposit(omar, key)
    assert (found["status"], again.status) == ("accepted", 201)
    assert again.json["id"] == found["transaction"]["id"]


def _deposit(omar: Visitor, key: str) -> Reply:
    order = {"account_id": "acc_omar_sek", "instrument_id": "ins_omar_norr"}
    wanted = {**order, "amount": {"value": 10_000, "currency": "SEK"}}
    return omar.ask("POST", "/api/v1/deposits", wanted, **{"Idempotency-Key": key})
