"""P2: what the upstream client adds to urllib3, per call, in this process's CPU."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import requests
import urllib3

from selfcare.domain.context import Context
from selfcare.upstream import service
from tests.bench.machine import Machine
from tests.bench.rounds import Leg, Rounds
from tests.bench.table import Figure
from transactions.domain import Transaction

_PATH: Final = "/v1/transactions/tx_1"


def client_figures(machine: Machine, *, blocks: int, each: int) -> list[Figure]:
    """One small answer: validation of a whole list is P3's."""
    url, pool, client = f"{machine.payments}/payments{_PATH}", urllib3.PoolManager(), service("payments")

    def ours() -> None:
        ctx = Context(customer_id="cus_elin", request_id="bench", token=lambda: "bench-token")
        client.get(ctx, _PATH, as_=Transaction, doing="get transaction")

    legs = {
        "urllib3": Leg(_cpu(lambda: pool.urlopen("GET", url))),
        "ours": Leg(_cpu(ours)),
        "requests": Leg(_cpu(lambda: requests.get(url, timeout=3))),
    }
    rounds = Rounds(legs, blocks=blocks, each=each)
    found, usual = rounds.ratio("ours", "urllib3"), rounds.ratio("requests", "urllib3").median
    return [
        Figure(
            key="P2", name="upstream client per call, over `urllib3.urlopen`", goal=1.8, stretch=1.45,
            measured=found.median, low=found.low, high=found.high, usual=usual,
        )
    ]  # fmt: skip


def _cpu(call: Callable[[], object]) -> Callable[[], float]:
    def measure() -> float:
        begin = time.process_time()
        call()
        return time.process_time() - begin

    return measure
