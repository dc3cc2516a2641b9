"""Copies of answers: fresh, stale, shown through an outage, shared by threads, and never of another customer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import redis
import time_machine
from django_redis import get_redis_connection

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.parallel import gather
from selfcare.upstream import cache
from selfcare.upstream.cache import Cached, Wanted, cached, cached_one, forget, load_ahead, mark_stale
from selfcare.upstream.transport import READ_SECONDS
from tests.upstream.people import context

TO_JOIN = 1.0  # seconds that a load goes on, so that others who ask meanwhile come in time on a busy machine too


class Thing(msgspec.Struct, frozen=True):
    n: int
    final: bool = False


class Loader:
    """Counts its calls; raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.calls = 0
        self.error = error

    def __call__(self) -> Thing:
        self.calls += 1
        if self.error:
            raise self.error
        return Thing(self.calls)


@pytest.fixture(autouse=True)
def _empty() -> None:
    get_redis_connection("cache").flushdb()


def ask(
    load: Callable[[], Thing], *, ctx: Context | None = None, fresh_for: cache.Fresh = 60, name: str = "thing"
) -> Cached[Thing]:
    return cached(ctx or context(), name, fresh_for=fresh_for, as_=Thing, load=load)


def test_a_fresh_copy_saves_a_call() -> None:
    load = Loader()

    first, second = ask(load), ask(load)

    assert load.calls == 1
    assert first == second
    assert not second.stale
    assert datetime.now(UTC) - second.as_of < timedelta(seconds=5)


def test_an_old_copy_is_loaded_anew() -> None:
    load = Loader()
    ask(load)
    assert ask(load, fresh_for=0).value == Thing(2)


def test_freshness_may_depend_on_the_value() -> None:
    load = Loader()
    ask(load)
    assert ask(load, fresh_for=lambda thing: 0 if not thing.final else 300).value.n == 2


def test_an_event_makes_copies_stale_and_deletes_none() -> None:
    load = Loader()
    ask(load)
    mark_stale("cus_elin")

    assert ask(load).value.n == 2

    mark_stale("cus_elin")
    away = ask(Loader(errors.UpstreamUnavailable()))
    assert away.value.n == 2
    assert away.stale


def test_an_event_during_a_load_is_not_lost() -> None:
    load = Loader()

    def slow() -> Thing:
        mark_stale("cus_elin")
        return load()

    cached(context(), "thing", fresh_for=60, as_=Thing, load=slow)
    assert ask(load).value.n == 2


def test_without_a_copy_the_outage_is_told() -> None:
    with pytest.raises(errors.UpstreamTimeout):
        ask(Loader(errors.UpstreamTimeout()))


@pytest.mark.parametrize("error", [errors.NotFound(), errors.SignInRequired(), errors.Forbidden()])
def test_a_refusal_is_never_hidden_by_a_copy(error: errors.SelfcareError) -> None:
    ask(Loader())
    mark_stale("cus_elin")
    with pytest.raises(type(error)):
        ask(Loader(error))


def test_copies_of_two_customers_never_meet() -> None:
    ask(Loader())
    theirs = Loader()
    theirs.calls = 10
    assert ask(theirs, ctx=context(customer_id="cus_other")).value.n == 11


def test_copies_end_with_the_longest_session(settings: object) -> None:
    ask(Loader())
    store = get_redis_connection("cache")
    assert 28_700 < store.ttl("sc:copy:cus_elin") <= 28_800


def test_copies_are_forgotten_at_the_end() -> None:
    load = Loader()
    ask(load)
    forget("cus_elin")
    assert ask(load).value.n == 2


def test_an_answer_that_was_under_way_is_not_kept_after_the_end() -> None:
    load = Loader()

    def slow() -> Thing:
        forget("cus_elin")
        return load()

    cached(context(), "thing", fresh_for=60, as_=Thing, load=slow)
    store = get_redis_connection("cache")
    assert not store.hexists("sc:copy:cus_elin", "thing")
    assert 0 < store.ttl("sc:copy:cus_elin") <= 60
    assert (ask(load).value.n, ask(load).value.n) == (2, 2)


def test_generations_only_grow_whatever_the_clock_says() -> None:
    load = Loader()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=4), tick=False):
        forget("cus_elin")
    ask(load)
    mark_stale("cus_elin")
    assert (ask(load).value.n, ask(load).value.n) == (2, 2)


def test_a_generation_that_cannot_be_counted_up_is_begun_anew() -> None:
    get_redis_connection("cache").hset("sc:copy:cus_elin", "*generation", str(time.time_ns()))
    load = Loader()
    assert (ask(load).value.n, ask(load).value.n) == (1, 1)
    for number in (2, 3):
        mark_stale("cus_elin")
        assert ask(load).value.n == number


def test_copies_are_json() -> None:
    ask(Loader())
    assert get_redis_connection("cache").hget("sc:copy:cus_elin", "thing").startswith(b"{")


@pytest.mark.parametrize("junk", [b"junk", b'{"generation":0,"at":1,"value":{"other":1}}', b'{"generation":"x"}'])
def test_a_copy_of_another_version_is_a_miss(junk: bytes) -> None:
    get_redis_connection("cache").hset("sc:copy:cus_elin", "thing", junk)
    assert ask(Loader()).value.n == 1


def test_redis_failing_is_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = redis.Redis(port=1, socket_connect_timeout=0.2)
    monkeypatch.setattr("selfcare.stores.get_redis_connection", lambda _alias: nobody)
    load = Loader()

    assert ask(load).value.n == 1
    assert ask(load).value.n == 2
    mark_stale("cus_elin")
    forget("cus_elin")


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


def test_two_changes_in_one_tick_of_the_clock_are_two() -> None:
    load = Loader()
    with time_machine.travel("2026-11-19T13:09:31Z", tick=False):
        mark_stale("cus_elin")
        assert ask(load).value.n == 1
        mark_stale("cus_elin")
        assert ask(load).value.n == 2


def test_a_database_that_is_away_is_an_outage_too() -> None:
    ask(Loader())
    mark_stale("cus_elin")
    assert ask(Loader(errors.StoreUnavailable())).stale


def wanted(name: str, load: Callable[[], Thing]) -> Wanted[Thing]:
    return Wanted(name, 60, Thing, load)


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
