"""The page costs its slowest call, and never more than its budget (P10)."""

from __future__ import annotations

import time

import pytest

from selfcare.dashboard.services import BUDGET
from selfcare.upstream.cache import forget
from tests.builders import payments as build
from tests.dashboard.scripts import ACCOUNTS, LIST, SUMMARIES, SUMS, home, show, summed
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page

SLOW = 0.8


@pytest.fixture(autouse=True)
def _now(empty_stores: None, db: None) -> None:
    """The clock runs on here: it is what is measured."""


def timed() -> tuple[Page, float]:
    begun = time.perf_counter()
    page = show()
    return page, time.perf_counter() - begun


def test_the_page_costs_its_slowest_call_and_not_their_sum(upstream: FakeUpstream) -> None:
    home(upstream)
    show()  # Templates are compiled and connections open.
    upstream.on("GET", ACCOUNTS, json=build.page([build.account()]), delay=SLOW)
    upstream.on("GET", LIST, json=build.page([build.transaction()]), delay=SLOW)
    upstream.on("GET", SUMMARIES, json=build.summaries(), delay=SLOW)

    timings = []
    for _ in range(3):  # The best of three: the machine may be busy with something else.
        forget("cus_elin")
        page, seconds = timed()
        timings.append(seconds)

    assert page.all(".amt--hero")
    assert len(upstream.calls) == 4 * 7
    assert SLOW <= min(timings) <= SLOW * 1.1


@pytest.mark.parametrize("slow", ["week", "merchant", "type"])
def test_a_slow_sum_never_holds_the_page_longer_than_the_budget(upstream: FakeUpstream, slow: str) -> None:
    home(upstream)
    late = Answer(json=build.summaries(), delay=BUDGET + 1)
    summed(upstream, {**SUMS, slow: late})

    page, seconds = timed()

    assert seconds < BUDGET + 0.5
    assert page.status == 200
    assert page.all(".amt--hero")
    assert page.text.count("We cannot show this right now.") == (0 if slow == "type" else 1)


def test_everything_slow_is_a_page_within_the_budget(upstream: FakeUpstream) -> None:
    home(upstream)
    for path in (ACCOUNTS, LIST, SUMMARIES):
        upstream.on("GET", path, reply=_late)

    page, seconds = timed()

    assert seconds < BUDGET + 0.5
    assert page.status == 200
    assert page.h1
    assert not page.all(".amt")


def _late(call: Call) -> Answer:  # the script's signature
    return Answer(json={}, delay=BUDGET + 1)
