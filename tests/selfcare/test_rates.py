"""Rate limits on the API and what its readers are told of them."""

from __future__ import annotations

import re
import threading
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from selfcare import limits, stores
from selfcare.rates import CALLS, MONEY, SEARCH, VISITORS, Use, headers, rate_use, refuse_excess

MINE = "/api/v1/t/mine"
POLICY = re.compile(r'"[a-z]+";q=\d+;w=\d+(, "[a-z]+";q=\d+;w=\d+)*')
LEFT = re.compile(r'"[a-z]+";r=\d+;t=\d+(, "[a-z]+";r=\d+;t=\d+)*')


def left(answer: Any) -> dict[str, int]:
    found = re.findall(r'"(\w+)";r=(\d+);t=\d+', answer.headers["RateLimit"])
    return {name: int(remaining) for name, remaining in found}


def test_the_figures_are_those_of_the_contract() -> None:
    assert [(rate.limit, rate.seconds) for rate in (MONEY, SEARCH, CALLS)] == [(10, 60), (60, 60), (120, 60)]


def test_every_answer_tells_what_is_left(elin: Client) -> None:
    first, second = elin.get(MINE), elin.get(MINE)
    assert first.headers["RateLimit-Policy"] == '"calls";q=120;w=60'
    assert POLICY.fullmatch(first.headers["RateLimit-Policy"])
    assert LEFT.fullmatch(first.headers["RateLimit"])
    assert (left(first)["calls"], left(second)["calls"]) == (119, 118)
    assert "Retry-After" not in first.headers


def test_the_call_after_the_last_is_429_with_the_wait(elin: Client) -> None:
    statuses = [elin.get(MINE).status_code for _ in range(120)]
    assert set(statuses) == {200}
    refused = elin.get(MINE)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert left(refused) == {"calls": 0}
    assert elin.get("/t/who").status_code == 200, "pages do not wait for the API"


def test_a_call_of_a_session_costs_no_trip_of_its_own(elin: Client) -> None:
    """P-rule: the read that knows the session counts too."""
    trips = []
    real = stores.StoredScript.__call__

    def counted(script: Any, **given: Any) -> Any:
        trips.append(given["keys"])
        return real(script, **given)

    with patch.object(stores.StoredScript, "__call__", counted):
        assert elin.get(MINE).status_code == 200
    assert len(trips) == 1, trips


def test_visitors_are_counted_by_network(client: Client) -> None:
    answer = client.get("/api/v1/session")
    assert answer.headers["RateLimit-Policy"] == f'"visitors";q={VISITORS.limit};w=60'
    made_up = Client()
    made_up.cookies["session"] = "A" * 43
    assert left(made_up.get("/api/v1/session"))["visitors"] == VISITORS.limit - 2


def test_an_unknown_address_counts_as_well(elin: Client) -> None:
    assert left(elin.get("/api/v1/nothing"))["calls"] == 119


def test_pages_carry_no_such_headers(elin: Client) -> None:
    assert "RateLimit" not in elin.get("/t/who").headers


def test_two_hundred_at_once_do_not_get_past(elin: Client) -> None:
    cookie = elin.cookies["session"].value
    statuses: list[int] = []

    def ask() -> None:
        one = Client(raise_request_exception=False)
        one.cookies["session"] = cookie
        statuses.extend(one.get(MINE).status_code for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(200) == 120
    assert statuses.count(429) == 80


def test_several_rates_are_told_in_one_list() -> None:
    told = headers([Use(CALLS, 3, 59_001), Use(MONEY, 11, 1)])
    assert told["RateLimit-Policy"] == '"calls";q=120;w=60, "money";q=10;w=60'
    assert told["RateLimit"] == '"calls";r=117;t=60, "money";r=0;t=1'
    assert headers([]) == {}


def test_the_longest_wait_is_told() -> None:
    with pytest.raises(Exception, match="rate_limited") as caught:
        refuse_excess([Use(CALLS, 121, 5_000), Use(MONEY, 11, 40_000), Use(SEARCH, 1, 60_000)])
    assert caught.value.retry_after == 40  # type: ignore[attr-defined]  # of RateLimited


def test_without_redis_a_quarter_is_allowed_here(dead_store: None) -> None:
    limits._local.clear()
    assert [rate_use(MONEY, "who").remaining for _ in range(3)] == [1, 0, 0]
    with pytest.raises(Exception, match="rate_limited"):
        refuse_excess([rate_use(MONEY, "who")])
    limits._local.clear()
