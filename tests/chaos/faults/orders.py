"""What a person has the platform do, each once: how it is sent, where it arrives, and how often it really happened."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.chaos.faults.trouble import Trouble
from tests.chaos.person import Person

# Whether the service had carried it out when it went wrong; the drifting ones always have.
FAULTS: dict[str, dict[str, Any]] = {
    "lost answer": {"kind": "close", "acts": True},
    "lost order": {"kind": "close"},
    "blackhole": {"kind": "blackhole"},
    "late answer": {"kind": "delay"},
    "drip": {"kind": "drip"},
    "garbage": {"kind": "garbage", "acts": True},
    "truncated": {"kind": "truncated"},
    "html": {"kind": "html", "acts": True},
    "error after it": {"kind": "error", "acts": True},
    "error instead": {"kind": "error"},
    "redirect": {"kind": "redirect"},
    "huge": {"kind": "gzip_bomb", "acts": True},
    "field missing": {"kind": "missing_field", "field": "id"},
    "wrong type": {"kind": "wrong_type", "field": "status"},
    "somebody else's": {"kind": "other_customer"},
}

PAYMENT = "tx_elin_norrbo"
DISPUTE = "dsp_elin_kronhamn"
# One dispute per transaction, ever: each test takes the next of these.
_DISPUTED = iter(
    f"tx_elin_{name}"
    for name in (
        *(
            "kaffe_1",
            "apotek_1",
            "gym_1",
            "el_1",
            "matboden_1",
            "cykel_1",
            "matboden_2",
            "kaffe_2",
            "tvatt_1",
            "glass_1",
        ),
        *("stadsbuss_1", "kaffe_3", "molnlager_1", "lokalpressen_1", "filmarkivet_1", "kiosk_1", "kaffe_4", "bageri_1"),
    )
)
_numbers = count(1)


@dataclass(frozen=True)
class Order:
    """One thing to be done: a POST of the API, the service's path it becomes, and how many of it the service has."""

    address: str
    body: Any
    path: str
    made: Callable[[Trouble], int]
    headers: dict[str, str] = field(default_factory=dict)


def refund(elin: Person) -> Order:
    """Ask a little of one payment back; each time another amount."""
    amount = 100 + next(_numbers)
    left = elin.get(f"/api/v1/transactions/{PAYMENT}").json()["refund"]["refundable"]
    body = {"amount": _sek(amount), "reason": "other", "expected_refundable": left}
    address = f"/transactions/{PAYMENT}/refund-requests"

    def made(trouble: Trouble) -> int:
        found = trouble.truth(f"/v1/refund-requests?transaction_id={PAYMENT}&limit=100")["data"]
        return sum(each["amount"]["value"] == amount for each in found)

    return Order(f"/api/v1{address}", body, f"/v1{address}", made)


def dispute(elin: Person) -> Order:
    """Say that a payment is wrong."""
    about = next(_DISPUTED)
    amount = elin.get(f"/api/v1/transactions/{about}").json()["amount"]
    address = f"/transactions/{about}/disputes"

    def made(trouble: Trouble) -> int:
        return len(trouble.truth(f"/v1/disputes?transaction_id={about}")["data"])

    return Order(f"/api/v1{address}", {"reason": "not_received", "amount": amount}, f"/v1{address}", made)


def message(_elin: Person) -> Order:
    """Write to who decides a dispute."""
    text = f"Number {next(_numbers)}, once."
    address = f"/disputes/{DISPUTE}/messages"

    def made(trouble: Trouble) -> int:
        return sum(each["text"] == text for each in trouble.truth(f"/v1/disputes/{DISPUTE}")["messages"])

    return Order(f"/api/v1{address}", {"text": text}, f"/v1{address}", made)


def payment(_elin: Person) -> Order:
    """Pay a shop again."""
    amount = 2_000 + next(_numbers)
    body = {"account_id": "acc_elin_sek", "merchant_id": "mch_kaffe", "amount": _sek(amount)}
    return Order("/api/v1/payments", body, "/v1/payments", lambda trouble: len(trouble.transactions(amount)))


def deposit(elin: Person) -> Order:
    """Have the bank send money."""
    amount = 6_000 + next(_numbers)  # fifteen of them fit a month's limit
    (means, *_more) = elin.get("/api/v1/instruments").json()["data"]
    body = {"account_id": "acc_elin_sek", "instrument_id": means["id"], "amount": _sek(amount)}
    return Order("/api/v1/deposits", body, "/v1/deposits", lambda trouble: len(trouble.transactions(amount)))


def cancel(_elin: Person) -> Order:
    """Have the bank asked to stop a payment."""
    address = "/transactions/tx_elin_velo/cancel"

    def made(trouble: Trouble) -> int:
        steps = trouble.truth("/v1/transactions/tx_elin_velo/events")["data"]
        return sum(each["code"] == "cancel_requested" for each in steps)

    return Order(f"/api/v1{address}", {}, f"/v1{address}", made)


def _sek(value: int) -> dict[str, Any]:
    return {"value": value, "currency": "SEK"}


ORDERS: dict[str, Callable[[Person], Order]] = {
    "refund": refund,
    "dispute": dispute,
    "message": message,
    "payment": payment,
    "deposit": deposit,
}


def sampled(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of a name and a fault: each of both comes up; with CHAOS=all every pair."""
    every = [(name, fault) for name in names for fault in FAULTS]
    if os.environ.get("CHAOS") == "all":
        return every
    random.Random(20261121).shuffle(every)
    return sorted(set({pair[key]: pair for key in (0, 1) for pair in every}.values()))


def number() -> int:
    """Return a number that no other order of this run has in its amount."""
    return next(_numbers)
