"""Limits, versions and events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from selfcare import events, limits, versions
from selfcare.domain.errors import RateLimited, StoreUnavailable
from selfcare.limits import Limit, limit_forgive, limit_hit, limits_hit
from selfcare.stores import sessions


def allowed_of(count: int, hit: Callable[[], None]) -> int:
    """Call ``hit`` from that many threads at once; return how many passed."""
    passed: list[bool] = []
    barrier = threading.Barrier(count)

    def run() -> None:
        barrier.wait()
        try:
            hit()
        except RateLimited:
            return
        passed.append(True)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(passed)


def test_sixty_at_once_do_not_get_past_a_limit_of_five() -> None:
    assert allowed_of(60, lambda: limit_hit("try", "who", 5, 60)) == 5


def test_it_says_when_to_come_back() -> None:
    limit_hit("try", "who", 1, 60)
    with pytest.raises(RateLimited) as caught:
        limit_hit("try", "who", 1, 60)
    assert caught.value.retry_after
    assert 55 < caught.value.retry_after <= 60


def test_the_window_ends() -> None:
    limit_hit("try", "who", 1, 1)
    time.sleep(1.05)
    limit_hit("try", "who", 1, 1)


def test_each_key_and_each_name_count_for_themselves() -> None:
    limit_hit("try", "a", 1, 60)
    limit_hit("try", "b", 1, 60)
    limit_hit("other", "a", 1, 60)


def test_the_first_limit_that_is_used_up_keeps_the_next_from_being_counted() -> None:
    def both() -> None:
        limits_hit(Limit("wide", "net", 3, 60), Limit("narrow", "who", 9, 60))

    assert allowed_of(8, both) == 3
    limit_hit("narrow", "who", 4, 60)
    with pytest.raises(RateLimited):
        limit_hit("narrow", "who", 4, 60)


def test_without_redis_what_needs_it_anyway_is_refused_at_once(dead_store: None) -> None:
    with pytest.raises(StoreUnavailable):
        limits_hit(Limit("wide", "net", 40, 60), Limit("narrow", "who", 8, 60))


def test_what_is_counted_is_not_readable_in_redis() -> None:
    limit_hit("try", "elin@example.se", 1, 60)
    limit_hit("try", "\ud800", 1, 60)
    keys = sessions().keys("*")
    assert all(b"elin" not in key for key in keys)
    assert all(sessions().pttl(key) > 0 for key in keys)


def test_without_redis_a_smaller_limit_holds_in_each_process(dead_store: None) -> None:
    limits._local.clear()
    assert allowed_of(60, lambda: limit_hit("try", "who", 20, 60)) == 5
    limits._local.clear()
    assert allowed_of(3, lambda: limit_hit("try", "who", 1, 60)) == 1


def test_the_local_window_ends_and_its_memory_is_bounded(dead_store: None, monkeypatch: pytest.MonkeyPatch) -> None:
    limits._local.clear()
    limit_hit("try", "who", 1, 0)
    limit_hit("try", "who", 1, 0)
    monkeypatch.setattr(limits, "_FALLBACK_KEYS", 3)
    for number in range(10):
        limit_hit("try", f"who{number}", 1, 60)
    assert len(limits._local) <= 3


def test_a_version_counts_up_and_says_what_changed() -> None:
    assert versions.current("cus_1") == 0
    first = versions.bump("cus_1", "transactions", "accounts")
    second = versions.bump("cus_1", "accounts")
    assert second == first + 1 == versions.current("cus_1")
    assert versions.changed_since("cus_1", first - 1) == ["accounts", "transactions"]
    assert versions.changed_since("cus_1", first) == ["accounts"]
    assert versions.changed_since("cus_1", second) == []
    assert versions.current("cus_2") == 0


def test_a_change_without_words_is_everything() -> None:
    version = versions.bump("cus_1")
    assert versions.changed_since("cus_1", version - 1) == [versions.EVERYTHING]


@pytest.mark.parametrize("seen", [0, -5, 2**60])
def test_a_version_the_log_does_not_reach_is_everything(seen: int) -> None:
    for _ in range(60):
        versions.bump("cus_1", "a")
    assert versions.changed_since("cus_1", seen) == [versions.EVERYTHING]


def test_after_a_loss_of_data_the_count_goes_on_from_the_clock() -> None:
    before = versions.bump("cus_1", "a")
    sessions().flushdb()
    assert versions.bump("cus_1", "a") >= before
    assert abs(versions.current("cus_1") - time.time()) < 10


def test_versions_need_the_store(dead_store: None) -> None:
    for ask in (lambda: versions.bump("c"), lambda: versions.current("c"), lambda: versions.changed_since("c", 1)):
        with pytest.raises(StoreUnavailable):
            ask()


@dataclass(frozen=True)
class Settled:
    transaction_id: str


def test_events_reach_each_subscriber_once_and_in_order() -> None:
    heard: list[str] = []

    def first(event: Settled) -> None:
        heard.append(f"first {event.transaction_id}")

    def second(event: Settled) -> None:
        heard.append(f"second {event.transaction_id}")

    for handler in (first, second, first):
        events.subscribe(Settled, handler)
    events.publish(Settled("tx_1"))
    events.publish("nobody listens to this")
    assert heard == ["first tx_1", "second tx_1"]
    events.unsubscribe(Settled, first)
    events.unsubscribe(Settled, second)
    events.publish(Settled("tx_2"))
    assert len(heard) == 2


def test_a_use_that_turned_out_well_can_be_taken_back() -> None:
    limit_hit("try", "who", 1, 60)
    limit_forgive("try", "who")
    limit_forgive("try", "who")  # never below nothing
    limit_hit("try", "who", 1, 60)
    with pytest.raises(RateLimited):
        limit_hit("try", "who", 1, 60)
