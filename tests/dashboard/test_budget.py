"""The page costs its slowest call, and never more than its budget (P10 of tests/bench)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from selfcare.upstream.cache import forget
from selfcare.upstream.transport import READ_SECONDS
from tests.builders import payments as build
from tests.dashboard.scripts import ACCOUNTS, LIST, SUMMARIES, SUMS, home, show, summed
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page

SLOW = 0.8
BUDGET = READ_SECONDS / 2  # so small that a page which waits for the client's own limit is told from one that does not


@pytest.fixture(autouse=True)
def _now(empty_stores: None, db: None) -> None:
    """The clock runs on here: it is what is measured."""


def timed() -> tuple[Page, float]:
    begun = time.perf_counter()
    page = show()
    return page, time.perf_counter() - begun


@pytest.fixture
def budget(monkeypatch: pytest.MonkeyPatch, upstream: FakeUpstream) -> float:
    """The budget of a page that has been shown before: templates are compiled and connections open."""
    home(upstream)
    show()
    forget("cus_elin")
    monkeypatch.setattr("selfcare.dashboard.services.BUDGET", BUDGET)
    return BUDGET


def test_the_page_costs_its_slowest_call_and_not_their_sum(upstream: FakeUpstream) -> None:
    home(upstream)
    show()  # Templates are compiled and connections open.
    upstream.on("GET", ACCOUNTS, json=build.page([build.account()]), delay=SLOW)
    upstream.on("GET", LIST, json=build.page([build.transaction()]), delay=SLOW)
    upstream.on("GET", SUMMARIES, json=build.summaries(), delay=SLOW)

    timings = list(_timings(within=SLOW * 1.5))

    assert SLOW <= min(timings) <= SLOW * 1.5
    assert len(upstream.calls) == 7 * (1 + len(timings))


def _timings(*, within: float) -> Iterator[float]:
    """Show the page until it was fast enough, ten times at most: the machine may be busy with something else."""
    for _ in range(10):
        forget("cus_elin")
        page, seconds = timed()
        assert page.all(".amt--hero")
        yield seconds
        if seconds <= within:
            return


@pytest.mark.parametrize("slow", ["week", "merchant", "type"])
def test_a_slow_sum_never_holds_the_page_longer_than_the_budget(
    upstream: FakeUpstream, budget: float, slow: str
) -> None:
    late = Answer(json=build.summaries(), delay=READ_SECONDS + 1)
    summed(upstream, {**SUMS, slow: late})

    page, seconds = timed()

    assert budget <= seconds < READ_SECONDS
    assert page.status == 200
    assert page.all(".amt--hero")
    assert page.text.count("We cannot show this right now.") == (0 if slow == "type" else 1)


def test_everything_slow_is_a_page_within_the_budget(upstream: FakeUpstream, budget: float) -> None:
    for path in (ACCOUNTS, LIST, SUMMARIES):
        upstream.on("GET", path, reply=_late)

    page, seconds = timed()

    assert budget <= seconds < READ_SECONDS
    assert page.status == 200
    assert page.h1
    assert not page.all(".amt")


def _late(call: Call) -> Answer:  # the script's signature
    return Answer(json={}, delay=READ_SECONDS + 1)
