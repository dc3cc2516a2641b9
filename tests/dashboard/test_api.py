"""Home for programs: one call, each part alone, and what is missing by name."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from selfcare.upstream.cache import mark_stale
from tests.builders import payments as build
from tests.dashboard.scripts import ACCOUNTS, DOWN, LIST, SUMMARIES, SUMS, home, summed
from tests.fake_upstream import Answer, FakeUpstream

PARTS = {"accounts", "transactions", "needs", "weeks", "merchants"}


@pytest.fixture
def elin(elin: Client, upstream: FakeUpstream) -> Client:
    rows = [build.transaction(id=f"tx_{n}") for n in range(9)]
    over = build.deposit(id="tx_over", expires_at="2026-11-19T13:05:00.000Z")
    home(upstream, build.deposit(), over, latest=rows)
    return elin


def asked(client: Client) -> dict[str, Any]:
    response = client.get("/api/v1/overview")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    body: dict[str, Any] = response.json()
    return body


def test_everything_in_one_call(elin: Client, upstream: FakeUpstream) -> None:
    body = asked(elin)

    assert [each["id"] for each in body["accounts"]] == ["acc_sek", "acc_eur"]
    assert len(body["transactions"]) == 5
    assert [each["id"] for each in body["needs"]] == ["tx_dep"]
    assert body["weeks"]["data"][0]["key"] == "2026-08-31"
    assert len(body["merchants"]["data"]) == 6
    assert set(body["as_of"]) == PARTS
    assert (body["stale"], body["unavailable"]) == ([], [])
    assert len(upstream.calls) == 7


@pytest.mark.parametrize(
    ("path", "gone"),
    [(ACCOUNTS, {"accounts"}), (LIST, {"transactions", "needs"}), (SUMMARIES, {"weeks", "merchants"})],
)
def test_each_part_is_missing_alone_and_by_name(
    elin: Client, upstream: FakeUpstream, path: str, gone: set[str]
) -> None:
    upstream.on("GET", path, **DOWN)

    body = asked(elin)

    assert set(body["unavailable"]) == gone
    assert {name for name in PARTS if body[name] is None} == gone
    assert set(body["as_of"]) == PARTS - gone


def test_everything_missing_is_an_answer_that_says_so(elin: Client, upstream: FakeUpstream) -> None:
    for path in (ACCOUNTS, LIST, SUMMARIES):
        upstream.on("GET", path, **DOWN)

    body = asked(elin)

    assert set(body["unavailable"]) == PARTS
    assert body["as_of"] == {}


def test_an_old_copy_is_named(elin: Client, upstream: FakeUpstream) -> None:
    with time_machine.travel("2026-11-19T12:53:00Z", tick=False):
        asked(elin)
    mark_stale("cus_elin")
    upstream.on("GET", ACCOUNTS, **DOWN)

    body = asked(elin)

    assert body["stale"] == ["accounts"]
    assert body["as_of"]["accounts"].startswith("2026-11-19T12:53:00")
    assert body["unavailable"] == []


def test_what_is_not_offered_is_null_and_not_missing(elin: Client, upstream: FakeUpstream) -> None:
    summed(upstream, {by: Answer(501, build.problem(501, "capability_unavailable")) for by in SUMS})

    body = asked(elin)

    assert (body["weeks"], body["merchants"], body["unavailable"]) == (None, None, [])


def test_an_unknown_parameter_is_400(elin: Client) -> None:
    response = elin.get("/api/v1/overview?limit=5")

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


def test_a_visitor_is_told_to_sign_in(upstream: FakeUpstream, visitor: Client) -> None:
    assert visitor.get("/api/v1/overview").status_code == 401
    assert not upstream.calls


def test_another_customer_gets_nothing_of_it(upstream: FakeUpstream, omar: Client) -> None:
    home(upstream)

    body = asked(omar)

    assert set(body["unavailable"]) == {"accounts", "transactions"}
    assert body["needs"] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_possible(elin: Client, method: str) -> None:
    assert getattr(elin, method)("/api/v1/overview").status_code in {403, 405}
