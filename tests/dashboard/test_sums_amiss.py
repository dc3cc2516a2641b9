"""Sums that cannot be, are not there, or are old; the rest of the page stands."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from selfcare.upstream.cache import mark_stale
from tests.builders import payments as build
from tests.dashboard.scripts import (
    DOWN_ANSWER,
    KR,
    SUMMARIES,
    SUMS,
    WEEKS,
    home,
    merchant,
    show,
    summed,
)
from tests.fake_upstream import Answer, FakeUpstream
from tests.page import PageClient
from tests.people import signed_in


@pytest.mark.parametrize(
    "row",
    [
        {"in": -1},
        {"out": -5},
        {"count": -1},
        {"in": 2**53},
        {"in": 1.5},
        {"in": "100"},
        {"in": {"value": 1, "currency": "SEK"}},
        {"currency": "kr"},
        {"currency": None},
        {"key": "2026-11-17"},
        {"key": "2026-W47"},
        {"key": "<b>"},
        {"key": None},
        {"others": -1},
        {"key": WEEKS[0]["key"]},
        {"in": 2**53 - 1, "out": 1},
    ],
)
def test_sums_that_cannot_be_are_not_shown_at_all(upstream: FakeUpstream, row: dict[str, Any]) -> None:
    home(upstream)
    summed(upstream, {**SUMS, "week": [*WEEKS[:11], {**WEEKS[11], **row}]})

    page = show()

    assert page.status == 200
    assert not page.all(".chart, .legend")
    assert page.text.count("We cannot show this right now.") == 1
    assert len(page.all(".bars")) == 1


def test_ten_thousand_merchants_are_five_and_the_others(upstream: FakeUpstream) -> None:
    home(upstream)
    rows = [
        {"key": str(n), "label": str(n), "currency": "SEK", "count": 1, "in": 0, "out": n} for n in range(1, 10_001)
    ]
    summed(upstream, {**SUMS, "merchant": rows})

    page = show()

    assert page.texts(".bars tbody th") == [
        *("10000", "9999", "9998", "9997", "9996"),
        "9\u00a0995 others 9\u00a0995 payments",
    ]
    assert page.one(".share.rest rect:last-child").get("width") == "100.0%"


@pytest.mark.parametrize("name", ["<i data-hx-get=/x>x</i>", "شركة", "{{ 7 }}", "x" * 400])
def test_a_merchants_name_is_only_ever_text(upstream: FakeUpstream, name: str) -> None:
    home(upstream)
    summed(upstream, {**SUMS, "merchant": [merchant(1, name, 5), merchant(2, None, 4), merchant(3, "Back only", 0)]})

    page = show()

    assert page.texts(".bars tbody th") == [name, "One merchant"]
    assert not page.all("main i")


# --- Faults --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("down", "gone", "there"), [("week", ".chart", ".bars"), ("merchant", ".bars", ".chart")])
@pytest.mark.parametrize("status", [400, 403, 422, 429, 500, 503])
def test_each_sum_is_missing_alone(upstream: FakeUpstream, down: str, gone: str, there: str, status: int) -> None:
    home(upstream)
    summed(upstream, {**SUMS, down: Answer(status, build.problem(status, "x"))})

    page = show()

    assert page.status == 200
    assert not page.all(gone)
    assert page.all(there)
    assert page.text.count("We cannot show this right now. Try again") == 1
    assert page.all(".amt--hero")
    assert not page.all("#stale")


def test_a_service_without_sums_has_no_such_part_and_is_not_asked_again(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", SUMMARIES, status=501, json=build.problem(501, "capability_unavailable"))
    client = PageClient(signed_in())

    for page in (client.get("/"), client.get("/")):
        assert page.texts(".sec h2") == ["Latest transactions"]
        assert not page.all(".cols")
    assert len(upstream.asked("GET", SUMMARIES)) == 3


def test_a_service_that_does_not_know_the_address_has_no_sums(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", SUMMARIES, status=404, json=build.problem(404, "not_found"))

    page = show()

    assert page.status == 200
    assert not page.all("#inout, #merch")


def test_refusing_what_it_has_not_does_not_count_as_an_outage(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", SUMMARIES, status=501, json=build.problem(501, "capability_unavailable"))
    client = PageClient(signed_in())

    for _ in range(8):
        mark_stale("cus_elin")
        page = client.get("/")

    assert page.all(".amt--hero")
    assert not page.all("#stale")


def test_old_sums_say_of_when_they_are_and_leave_the_rest_alone(upstream: FakeUpstream) -> None:
    home(upstream)
    client = PageClient(signed_in())
    with time_machine.travel("2026-11-19T12:53:00Z", tick=False):
        client.get("/")
    mark_stale("cus_elin")
    summed(upstream, dict.fromkeys(SUMS, DOWN_ANSWER))

    page = client.get("/")

    assert page.texts(".cols .asof") == ["As of 13:53 Try again"] * 2
    assert page.texts(".legend dd")[0] == f"+40\u00a0799,00{KR}"
    assert not page.all("#stale")
    assert page.link("Deposit") == "/deposit"


def test_sums_are_kept_until_something_happens(upstream: FakeUpstream) -> None:
    home(upstream)
    client = PageClient(signed_in())
    client.get("/")
    client.get("/")
    assert len(upstream.asked("GET", SUMMARIES)) == 3

    mark_stale("cus_elin")
    client.get("/")

    assert len(upstream.asked("GET", SUMMARIES)) == 6
