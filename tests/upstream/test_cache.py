"""Copies of answers: fresh, stale, shown through an outage, and never of another customer."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import redis
import time_machine
from django_redis import get_redis_connection

from selfcare.domain import errors
from selfcare.upstream.cache import cached, forget, mark_stale
from tests.upstream.copies import Loader, Thing, ask
from tests.upstream.people import context


@pytest.fixture(autouse=True)
def _empty() -> None:
    get_redis_connection("cache").flushdb()


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
