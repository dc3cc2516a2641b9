"""Copies that many ask for at once: one load, one outage, and nobody waits beyond their own time."""

from __future__ import annotations

import threading
import time

import pytest
from django_redis import get_redis_connection

from selfcare.domain import errors
from selfcare.parallel import gather
from selfcare.upstream.cache import cached, cached_one, load_ahead, mark_stale
from selfcare.upstream.transport import READ_SECONDS
from tests.upstream.copies import Loader, Thing, ask, wanted
from tests.upstream.people import context

TO_JOIN = 1.0  # seconds that a load goes on, so that others who ask meanwhile come in time on a busy machine too


@pytest.fixture(autouse=True)
def _empty() -> None:
    get_redis_connection("cache").flushdb()


def test_threads_that_ask_at_once_share_one_load() -> None:
    barrier = threading.Barrier(8)
    load = Loader()

    def slow() -> Thing:
        time.sleep(TO_JOIN)
        return load()

    def one() -> int:
        barrier.wait()
        return cached(context(), "thing", fresh_for=60, as_=Thing, load=slow).value.n

    assert gather(*[one] * 8) == (1,) * 8
    assert load.calls == 1


def test_threads_share_an_outage_but_not_a_session_that_ended() -> None:
    def flight(error: errors.SelfcareError) -> tuple[list[object], Loader]:
        started = threading.Event()

        def leader() -> Thing:
            started.set()
            time.sleep(TO_JOIN)
            raise error

        def lead() -> object:
            try:
                return cached(context(), "thing", fresh_for=60, as_=Thing, load=leader)
            except errors.SelfcareError as caught:
                return caught

        follower = Loader()

        def follow() -> object:
            started.wait()
            try:
                return ask(follower).value
            except errors.SelfcareError as caught:
                return caught

        return list(gather(lead, follow)), follower

    results, follower = flight(errors.UpstreamUnavailable())
    assert follower.calls == 0
    assert all(isinstance(each, errors.UpstreamUnavailable) for each in results)

    results, follower = flight(errors.SignInRequired())
    assert follower.calls == 1
    assert results[1] == Thing(1)


def test_a_follower_does_not_wait_beyond_its_own_time() -> None:
    started, given_up = threading.Event(), threading.Event()

    def slow() -> Thing:
        started.set()
        assert given_up.wait(READ_SECONDS)
        return Thing(1)

    def follow() -> None:
        started.wait()
        with pytest.raises(errors.UpstreamTimeout):
            ask(Loader(), ctx=context(deadline=time.monotonic() + 0.1))
        given_up.set()

    gather(lambda: cached(context(), "thing", fresh_for=60, as_=Thing, load=slow), follow)


def test_nobody_is_handed_what_was_read_before_a_change_they_know_of() -> None:
    started, changed = threading.Event(), threading.Event()

    def old() -> Thing:
        started.set()
        changed.wait(2)
        return Thing(1)

    def after() -> int:
        started.wait(2)
        mark_stale("cus_elin")
        found = ask(lambda: Thing(2))
        changed.set()
        return found.value.n

    assert gather(lambda: ask(old).value.n, after) == (1, 2)
    assert ask(lambda: Thing(3)).value.n == 3  # what was kept last was read first


def test_what_a_page_needs_is_loaded_at_once_and_each_part_is_told_later() -> None:
    together, load = threading.Barrier(3), Loader()

    def meet() -> Thing:
        together.wait(10)
        return load()

    ctx, parts = context(), [wanted(name, meet) for name in ("one", "two", "three")]
    load_ahead(ctx, *parts)

    assert {cached_one(ctx, each).value.n for each in parts} == {1, 2, 3}
    assert load.calls == 3


def test_a_service_that_is_away_is_waited_for_once() -> None:
    ctx, away, there = context(), Loader(errors.UpstreamTimeout()), Loader()
    gone = wanted("gone", away)
    load_ahead(ctx, gone, wanted("there", there))

    for _ in range(2):
        with pytest.raises(errors.UpstreamTimeout):
            cached_one(ctx, gone)
    assert cached_one(ctx, wanted("there", there)).value.n == 1
    assert (away.calls, there.calls) == (1, 1)
    with pytest.raises(errors.UpstreamTimeout):  # another request finds out for itself
        cached_one(context(), gone)
    assert away.calls == 2


def test_only_what_is_not_fresh_is_loaded_ahead() -> None:
    kept, missing = Loader(), Loader()
    ask(kept)
    ctx = context()
    load_ahead(ctx, wanted("thing", kept), wanted("missing", missing))

    assert (kept.calls, missing.calls) == (1, 1)
    assert cached_one(ctx, wanted("thing", kept)).value.n == 1
