"""P10: what the dashboard makes people wait, over the slowest of its calls."""

from __future__ import annotations

import time
from collections.abc import Callable

import urllib3
from django.test.utils import override_settings

from selfcare.stores import sessions
from tests.bench.browser import Browser
from tests.bench.machine import Machine
from tests.bench.rounds import Leg, Rounds
from tests.bench.table import Figure
from tests.people import ELIN


def latency_figures(machine: Machine, *, blocks: int, each: int) -> list[Figure]:
    """Every call of the payment service takes ``machine.delay``; no copy is kept between rounds."""
    pool, elin = urllib3.PoolManager(), Browser()
    slowest = f"{machine.slow}/payments/v1/transactions?limit=25"
    legs = {
        "call": Leg(_clock(lambda: pool.urlopen("GET", slowest))),
        "home": Leg(_clock(lambda: elin.get("/")), lambda: sessions().delete(f"sc:copy:{ELIN.id}")),
    }
    with override_settings(PAYMENTS_URL=f"{machine.slow}/payments"):
        found = Rounds(legs, blocks=blocks, each=each, warm=2).ratio("home", "call")
    name = f"dashboard, time over its slowest call ({machine.delay * 1000:.0f} ms)"
    return [Figure(key="P10", name=name, goal=1.1, measured=found.median, low=found.low, high=found.high)]


def _clock(call: Callable[[], object]) -> Callable[[], float]:
    def measure() -> float:
        begin = time.perf_counter()
        call()
        return time.perf_counter() - begin

    return measure
