"""The calls a person brings the product to make, and what counts as an honest answer while they fail."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

import requests

from tests.chaos.faults.trouble import Trouble
from tests.chaos.person import Person

BUSY = 2.0  # what a machine that does much else adds; the deadlines themselves: tests/upstream/test_faults.py
LONGEST = 3.5 + BUSY
LONGEST_FILE = 8.5 + BUSY
HONEST = {502, 503, 504}
TIMES = 12  # more than any page asks, its one repeat of each call included
ONE = "/v1/transactions/tx_elin_norrbo"
_BEGAN = dt.datetime.now(dt.UTC).date().replace(day=1) - dt.timedelta(days=1)
MONTH = f"{_BEGAN:%Y-%m}"


@dataclass(frozen=True)
class Call:
    """A GET of the payment service: its path, the address that needs it, and the field it cannot do without.

    ``owned`` says whether the answer names its customer. Without a ``field`` the answer is a file, which may take as
    long as its ten megabytes do.
    """

    path: str
    address: str
    field: str
    owned: bool = True

    @property
    def longest(self) -> float:
        """Seconds within which there is an answer."""
        return LONGEST if self.field else LONGEST_FILE


CALLS = {
    "transactions": Call("/v1/transactions", "/api/v1/transactions?type=payment", "status"),
    "transactions page": Call("/v1/transactions", "/transactions?type=payment", "amount"),
    "detail": Call(ONE, "/api/v1/transactions/tx_elin_norrbo", "status"),
    "detail page": Call(ONE, "/transactions/tx_elin_norrbo", "amount"),
    "events": Call(f"{ONE}/events", "/api/v1/transactions/tx_elin_norrbo/events", "status", owned=False),
    "accounts": Call("/v1/accounts", "/api/v1/accounts", "balance"),
    "instruments": Call("/v1/instruments", "/api/v1/instruments", "id"),
    "capabilities": Call("/v1/capabilities", "/api/v1/capabilities", "features", owned=False),
    "refund form": Call(ONE, "/transactions/tx_elin_norrbo/refund", "amount"),
    "dispute form": Call(ONE, "/transactions/tx_elin_norrbo/dispute", "amount"),
    "refund requests": Call("/v1/refund-requests", "/api/v1/refund-requests", "status"),
    "refund request": Call("/v1/refund-requests/", "/api/v1/refund-requests/rrq_elin_pixelhamn_1", "amount"),
    "refund case page": Call("/v1/refund-requests/", "/cases/rrq_elin_pixelhamn_1", "status"),
    "disputes": Call("/v1/disputes", "/api/v1/disputes", "status"),
    "dispute": Call("/v1/disputes/", "/api/v1/disputes/dsp_elin_kronhamn", "amount"),
    "dispute case": Call("/v1/disputes/", "/api/v1/cases/dsp_elin_kronhamn", "status"),
    "dispute case page": Call("/v1/disputes/", "/cases/dsp_elin_kronhamn", "amount"),
    "cases": Call("/v1/disputes", "/api/v1/cases", "amount"),
    "cases page": Call("/v1/refund-requests", "/cases", "amount"),
    "file": Call("/v1/uploads/", "/api/v1/uploads/upl_dsp_elin_kronhamn_1", "", owned=False),
    "file page": Call("/v1/uploads/", "/files/upl_dsp_elin_kronhamn_1", "", owned=False),
    "receipt": Call(f"{ONE}/receipt", "/api/v1/transactions/tx_elin_norrbo/receipt", "number"),
    "receipt page": Call(f"{ONE}/receipt", "/transactions/tx_elin_norrbo/receipt", "lines"),
    "receipt file": Call(f"{ONE}/receipt", "/transactions/tx_elin_norrbo/receipt.pdf", "issuer"),
    "statement balance": Call(
        "/v1/accounts/acc_elin_sek/balance", f"/api/v1/statements/{MONTH}", "booked", owned=False
    ),
    "statement page": Call("/v1/transactions", f"/statements/{MONTH}", "amount"),
    "statement sums": Call("/v1/summaries", f"/api/v1/statements/{MONTH}", "in", owned=False),
    "statement file": Call("/v1/transactions", f"/statements/{MONTH}.xml?account=acc_elin_sek", "amount"),
    "merchants": Call("/v1/merchants", "/api/v1/merchants", "id", owned=False),
    "charge finder": Call("/v1/transactions", "/find-charge?text=NORRBO&amount=1249&currency=SEK", "amount"),
}


def faulty(path: str, kind: str, **more: Any) -> dict[str, Any]:
    """Return an order for the sandbox: the next calls to ``path`` of the payment service go wrong."""
    return {"service": "payments", "kind": kind, "times": TIMES, "method": "GET", "path": path, **more}


def seconds(answer: requests.Response) -> float:
    return answer.elapsed.total_seconds()


def is_honest(answer: requests.Response, fault: str) -> None:
    """A failure of the platform is told as one; a service that asks for patience is passed on with its Retry-After.

    The person can name what happened: the id stands on the page or in the problem, and in the header.
    """
    patience = {429} if fault == "rate_limited" and answer.headers.get("Retry-After") else set()
    assert answer.status_code in HONEST | patience, answer.text[:500]
    reference = answer.headers["X-Request-Id"]
    assert reference
    assert reference in answer.text
    if answer.headers["Content-Type"].startswith("application/problem+json"):
        assert answer.json()["status"] == answer.status_code


def recovered(address: str, person: Person, trouble: Trouble) -> None:
    """Without faults all is well again soon, when the breaker's pause of five seconds is over."""
    trouble.faults()
    until = time.monotonic() + 60
    while (answer := person.get(address)).status_code != 200:
        assert time.monotonic() < until, answer.text[:500]
        time.sleep(0.25)
    for _ in range(4):  # more good answers than bad, so that the breaker's window judges each fault alone
        person.get("/api/v1/transactions?type=payment")
