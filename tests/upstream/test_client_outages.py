"""The client when a service is away, slow or talks rubbish: retry, breaker, bulkhead, deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from selfcare.domain import errors
from selfcare.parallel import gather
from selfcare.upstream import Upstream, client
from selfcare.upstream.breaker import OPEN_SECONDS
from selfcare.upstream.transport import READ_SECONDS
from tests.builders import payments
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.upstream.people import ACCOUNTS, DEPOSITS, context, create_deposit, earn_retries, list_accounts, problem


def test_a_read_is_retried_once_when_the_budget_allows(upstream: FakeUpstream) -> None:
    earn_retries(upstream)
    upstream.on("GET", ACCOUNTS, status=503, json=problem("maintenance"), times=1)

    assert list_accounts().data


def test_a_cut_connection_is_retried_once_too(upstream: FakeUpstream) -> None:
    earn_retries(upstream)
    upstream.on("GET", ACCOUNTS, raw=b"{", headers={"Content-Length": "10", "Connection": "close"}, times=1)

    assert list_accounts().data


def test_an_outage_is_not_amplified(upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfcare.upstream.breaker.Breaker.allow", lambda _: True)
    upstream.on("GET", ACCOUNTS, status=503, json=problem("maintenance"))

    for _ in range(60):
        with pytest.raises(errors.UpstreamUnavailable):
            list_accounts()

    assert 60 < len(upstream.calls) <= 60 * 1.1


def test_the_breaker_opens_answers_without_a_call_and_probes(
    upstream: FakeUpstream, later: Callable[[float], None]
) -> None:
    upstream.on("GET", ACCOUNTS, status=500, json={}, times=5)
    upstream.on("POST", DEPOSITS, json=payments.deposit(), status=201)
    for _ in range(5):
        with pytest.raises(errors.UpstreamFailed):
            list_accounts()

    with pytest.raises(errors.UpstreamUnavailable) as caught:
        list_accounts()
    assert caught.value.retry_after == OPEN_SECONDS
    assert len(upstream.calls) == 5
    assert create_deposit().id == "tx_dep"  # Money has a breaker of its own.

    later(OPEN_SECONDS)
    upstream.on("GET", ACCOUNTS, json=payments.page([payments.account()]))
    assert list_accounts().data
    assert list_accounts().data


def test_garbage_opens_the_breaker_too(upstream: FakeUpstream) -> None:
    upstream.on("GET", ACCOUNTS, raw=b"<html>")
    for _ in range(5):
        with pytest.raises(errors.UpstreamFailed):
            list_accounts()

    with pytest.raises(errors.UpstreamUnavailable):
        list_accounts()
    assert len(upstream.calls) == 5


def test_eight_calls_are_under_way_at_once(upstream: FakeUpstream) -> None:
    all_there = threading.Barrier(8)

    def together(_call: Call) -> Answer:
        all_there.wait(READ_SECONDS)
        return Answer(json=payments.page([payments.account()]))

    upstream.on("GET", ACCOUNTS, reply=together)

    assert [len(page.data) for page in gather(*[list_accounts] * 8)] == [1] * 8


def test_the_bulkhead_keeps_the_rest_back(upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, refused = threading.Event(), threading.Event()

    def held(_call: Call) -> Answer:
        asked.set()
        refused.wait(READ_SECONDS)
        return Answer(json=payments.page([payments.account()]))

    monkeypatch.setattr(client, "BULKHEAD", 1)
    upstream.on("GET", ACCOUNTS, reply=held)
    small = Upstream("payments", f"{upstream.url}/payments")
    first = threading.Thread(target=list_accounts, args=(small,))
    first.start()
    assert asked.wait(READ_SECONDS)

    with pytest.raises(errors.UpstreamUnavailable) as caught:
        list_accounts(small)
    refused.set()
    first.join()

    assert caught.value.retry_after == 1
    assert len(upstream.calls) == 1


def test_no_time_left_means_nothing_is_sent(upstream: FakeUpstream) -> None:
    with pytest.raises(errors.UpstreamUnavailable):
        list_accounts(ctx=context(deadline=time.monotonic() - 1))

    assert upstream.calls == []
