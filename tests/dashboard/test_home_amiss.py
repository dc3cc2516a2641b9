"""Each part of the home page alone, when the others are missing or old."""

from __future__ import annotations

import time_machine

from selfcare.upstream.cache import mark_stale
from tests.builders import payments as build
from tests.dashboard.scripts import ACCOUNTS, DISPUTES, DOWN, KR, LIST, SUMMARIES, home, show
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in


def test_everything_is_asked_at_once(upstream: FakeUpstream) -> None:
    home(upstream)
    show()

    assert len(upstream.calls) == 7


def test_each_part_is_missing_alone(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", ACCOUNTS, **DOWN)

    page = show()

    assert page.status == 200
    assert "We cannot show your balance right now." in page.text
    assert page.texts(".tx-name") == ["Kaffekompaniet Söder"]
    assert page.link("Try again") == "/"


def test_transactions_missing_leave_the_balance(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", LIST, **DOWN)

    page = show()

    assert page.texts(".amt--hero") == [f"12\u00a0480,55{KR}"]
    assert "We cannot tell right now if anything waits for you." in page.text
    assert "We cannot show your transactions right now." in page.text
    assert len(page.all("a[href='/']:not(.brand)")) >= 2


def test_everything_missing_is_still_a_page(upstream: FakeUpstream) -> None:
    for path in (ACCOUNTS, LIST, SUMMARIES, DISPUTES):
        upstream.on("GET", path, **DOWN)

    page = show()

    assert page.status == 200
    assert page.h1 == "Good afternoon, Elin"
    assert not page.all(".amt, .tx")


def test_old_copies_say_of_when_they_are_and_let_nothing_be_done(upstream: FakeUpstream) -> None:
    client = PageClient(signed_in())
    home(upstream, build.deposit(expires_at=None))
    with time_machine.travel("2026-11-19T12:53:00Z", tick=False):
        client.get("/")
    mark_stale("cus_elin")
    upstream.on("GET", ACCOUNTS, **DOWN)
    upstream.on("GET", LIST, **DOWN)

    page = client.get("/")

    assert "what we knew at 13:53" in page.one("#stale").text_content()
    assert page.texts(".asof") == ["As of 13:53, 13 minutes ago"]
    assert page.one("#home").get("data-hx-trigger") == "changed, every 30s, shown"
    buttons = page.all(".todo button, .balance button")
    assert buttons
    assert all((each.get("aria-disabled"), each.get("aria-describedby")) == ("true", "stale") for each in buttons)


def test_home_is_whole_without_its_cases(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", DISPUTES, **DOWN)

    page = show()

    assert page.status == 200
    assert not page.all(".todo")
    assert page.all(".amt--hero")


def test_a_service_without_disputes_has_no_cases(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", DISPUTES, status=404, json=build.problem(404, "not_found"))

    assert show().status == 200
