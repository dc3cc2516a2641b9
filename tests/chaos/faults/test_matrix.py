"""Every way a service can fail at every call the product makes: answered in time, said honestly,
nobody signed out. The matrix is sampled with a fixed seed so that each fault and each call come up; CHAOS=all runs it
whole."""

from __future__ import annotations

import os
import random

import pytest

from tests.chaos.faults.calls import CALLS, TIMES, faulty, is_honest, recovered, seconds
from tests.chaos.faults.trouble import Trouble
from tests.chaos.person import Person

FAULTS = (
    *("close", "blackhole", "delay", "drip", "garbage", "truncated", "html", "error", "rate_limited", "redirect"),
    *("gzip_bomb", "missing_field", "wrong_type", "other_customer"),
)


def _applies(name: str, fault: str) -> bool:
    call = CALLS[name]
    if fault == "other_customer":
        return call.owned
    return bool(call.field) or fault not in {"missing_field", "wrong_type"}


def _matrix() -> list[tuple[str, str]]:
    every = [(name, fault) for name in CALLS for fault in FAULTS if _applies(name, fault)]
    if os.environ.get("CHAOS") == "all":
        return every
    rng = random.Random(20261121)
    rng.shuffle(every)
    chosen = {pair[key]: pair for key in (0, 1) for pair in every}
    theirs = [pair for pair in every if pair[1] == "other_customer"]  # somebody else's data is never sampled away
    return sorted({*chosen.values(), *theirs})


@pytest.mark.parametrize(("name", "fault"), _matrix())
def test_a_fault_is_answered_in_time_and_honestly(name: str, fault: str, elin: Person, trouble: Trouble) -> None:
    call = CALLS[name]
    recovered(call.address, elin, trouble)
    drift = {"field": call.field} if fault in {"missing_field", "wrong_type"} else {}
    trouble.faults(faulty(call.path, fault, **drift))
    answer = elin.get(call.address)
    assert trouble.faults_left() < TIMES, "the product never asked"
    assert seconds(answer) <= call.longest
    is_honest(answer, fault)
    assert elin.signed_in()
