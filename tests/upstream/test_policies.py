"""The pure parts: when to retry, when to open, what text may hold, and calls at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from selfcare.parallel import gather
from selfcare.upstream.breaker import OPEN_SECONDS, Breaker, State
from selfcare.upstream.retry import RetryBudget, retry_delay
from selfcare.upstream.text import decode


def delay(**changes: Any) -> float | None:
    given = {"method": "GET", "attempt": 1, "status": None, "retry_after": None, "left": 2.5, "jitter": 0.5}
    return retry_delay(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 0.15),
        ({"jitter": 0.0}, 0.05),
        ({"jitter": 1.0}, 0.25),
        ({"status": 503}, 0.15),
        ({"status": 503, "retry_after": 1.0}, 1.0),
        ({"status": 503, "retry_after": 0.0}, 0.15),
        ({"status": 503, "retry_after": 2.0}, None),
        ({"status": 429, "retry_after": 1.0}, 1.0),
        ({"status": 429}, None),
        ({"status": 404}, None),
        ({"status": 200}, None),
        ({"method": "POST"}, None),
        ({"method": "DELETE"}, None),
        ({"attempt": 2}, None),
        ({"left": 0.3}, None),
    ],
)
def test_when_a_call_is_asked_again(changes: dict[str, Any], expected: float | None) -> None:
    assert delay(**changes) == (expected if expected is None else pytest.approx(expected))


def test_a_tenth_of_the_calls_may_be_retries() -> None:
    budget = RetryBudget()
    retried = 0
    for _ in range(1000):
        budget.earn()
        retried += budget.spend()
    assert retried == 100


def test_a_quiet_hour_saves_only_a_few_retries() -> None:
    budget = RetryBudget()
    for _ in range(1000):
        budget.earn()
    assert [budget.spend() for _ in range(6)] == [True] * 5 + [False]


def test_half_of_twenty_failures_open_the_breaker() -> None:
    breaker = Breaker()
    for number in range(19):
        breaker.record(ok=number % 2 == 0)
    assert [breaker.state] == [State.CLOSED]
    breaker.record(ok=False)
    assert [breaker.state] == [State.OPEN]


def test_one_probe_at_a_time(later: Callable[[float], None]) -> None:
    breaker = Breaker()
    for _ in range(5):
        breaker.record(ok=False)
    later(OPEN_SECONDS - 0.1)
    assert not breaker.allow()
    later(0.1)
    barrier = threading.Barrier(8)

    def ask() -> bool:
        barrier.wait()
        return breaker.allow()

    assert sum(gather(*[ask] * 8)) == 1
    breaker.record(ok=False)
    assert not breaker.allow()
    later(OPEN_SECONDS)
    assert breaker.allow()
    breaker.record(ok=True)
    assert [breaker.allow() for _ in range(3)] == [True] * 3


def test_a_probe_that_never_ends_gives_way_to_another(later: Callable[[float], None]) -> None:
    breaker = Breaker()
    for _ in range(5):
        breaker.record(ok=False)
    later(OPEN_SECONDS)
    assert breaker.allow()
    assert not breaker.allow()
    later(OPEN_SECONDS)
    assert breaker.allow()


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (b'["Caf\xc3\xa9"]', ["Café"]),
        (rb'["a\u0000b", "a\tb", "a\u2028b", "\"q\""]', ["ab", "a b", "a b", '"q"']),
        ('["\u202eabc\u2066", "\x7f\x9b"]'.encode(), ["abc", ""]),
        ('[ "👩\u200d👧" ]\n'.encode(), ["👩\u200d👧"]),
    ],
)
def test_text_is_made_safe_to_show(wire: bytes, expected: list[str]) -> None:
    assert decode(wire, list[str]) == expected


def test_safe_text_reaches_names_and_nested_values() -> None:
    found = decode(rb'{"a\u0000": [{"b": "c\u001b[0m", "n": 1}], "t": null}', dict[str, Any])
    assert found == {"a": [{"b": "c[0m", "n": 1}], "t": None}


def test_what_people_write_keeps_its_lines_and_nothing_else_does() -> None:
    found = decode(rb'{"note": "one\r\ntwo\u0000\u202e\tthree\u2028four", "name": "a\nb"}', dict[str, Any])
    assert found == {"note": "one\ntwo three\nfour", "name": "a b"}

    message, line = decode(rb'[{"from": "customer", "text": "a\nb"}, {"text": "a\nb", "note": ["c\nd"]}]', list[Any])
    assert (message["text"], line) == ("a\nb", {"text": "a b", "note": ["c d"]})


def test_wrong_shapes_are_refused_with_and_without_escapes() -> None:
    for wire in (b'["a"]', rb'["\u0000"]'):
        with pytest.raises(msgspec.ValidationError):
            decode(wire, list[int])


def test_gather_keeps_the_order_and_runs_at_once() -> None:
    barrier = threading.Barrier(3, timeout=30)

    def part(value: int) -> int:
        barrier.wait()
        return value

    assert gather(lambda: part(1), lambda: part(2), lambda: part(3)) == (1, 2, 3)


def test_gather_raises_the_first_error_in_order_after_all_have_ended() -> None:
    ended = []

    def slow() -> None:
        time.sleep(0.05)
        ended.append(True)
        raise KeyError

    def quick() -> None:
        raise ArithmeticError

    with pytest.raises(KeyError):
        gather(lambda: 1, slow, quick)
    with pytest.raises(ArithmeticError):
        gather(quick, slow)
    assert ended == [True, True]


def test_gather_of_nothing_is_nothing() -> None:
    assert gather() == ()
