"""One transaction's page: what moves while it is open, what can be done, faults and strangers."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in
from tests.transactions.detail.shown import part, script, show


# --- While it is open ----------------------------------------------------------------------------
def test_an_open_transaction_asks_again_and_a_final_one_does_not(upstream: FakeUpstream) -> None:
    open_page = show(upstream, build.deposit(updated_at="2026-11-19T13:05:20.000Z"))

    state = open_page.one("#tx-state")
    assert state.get("data-hx-get") == "/transactions/tx_dep?seen=waiting"
    assert state.get("data-hx-trigger") == "changed, every 2s, shown"
    assert open_page.link("check now") == "/transactions/tx_dep"
    assert b'<noscript><meta http-equiv="refresh" content="5"></noscript>' in open_page.response.content
    old = part(upstream, build.deposit(id="tx_old", updated_at="2026-11-19T13:00:00.000Z"))
    assert old.one("#tx-state").get("data-hx-trigger") == "changed, every 5s, shown"
    done = part(upstream, build.deposit(id="tx_done", status="succeeded", actions=[], next_action=None))
    assert done.one("#tx-state").get("data-hx-trigger") == "changed"
    assert done.one("#tx-state").get("data-changes") == "transaction:tx_done refund dispute"


def test_the_part_says_the_news_only_when_the_word_changed(upstream: FakeUpstream) -> None:
    done = build.deposit(status="succeeded", actions=[], next_action=None)

    assert part(upstream, done, seen="waiting").texts("[data-hx-swap-oob]") == ["Completed"]
    assert not part(upstream, done, seen="completed").all("[data-hx-swap-oob]")
    assert not part(upstream, done).all("h1 ~ main, nav")


def test_an_open_transaction_is_asked_for_anew_and_a_final_one_is_kept(upstream: FakeUpstream) -> None:
    script(upstream, build.deposit())
    script(upstream, build.transaction(status="declined"))
    client = signed_in()
    for path in ("/transactions/tx_dep", "/transactions/tx_1"):
        client.get(path)
        with time_machine.travel("2026-11-19T13:05:34Z", tick=False):
            client.get(path)

    assert len(upstream.asked("GET", "/v1/transactions/tx_dep")) == 2
    assert len(upstream.asked("GET", "/v1/transactions/tx_1")) == 1


# --- What can be done ----------------------------------------------------------------------------
def test_a_waiting_deposit_leads_to_the_bank(upstream: FakeUpstream) -> None:
    page = show(upstream, build.deposit())

    assert page.link("Continue to your bank") == "/transactions/tx_dep/continue"
    response = signed_in().get("/transactions/tx_dep/continue")
    assert response.status_code == 303
    assert response.headers["Location"] == build.deposit()["next_action"]["url"]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "succeeded", "actions": [], "next_action": None},
        {"actions": []},
        {"next_action": {"kind": "app", "url": None, "expires_at": None}},
    ],
)
def test_nothing_to_continue_leads_back_to_the_page(upstream: FakeUpstream, changes: dict[str, Any]) -> None:
    script(upstream, build.deposit(**changes))

    response = signed_in().get("/transactions/tx_dep/continue")

    assert response.status_code == 303
    assert response.headers["Location"] == "/transactions/tx_dep"


@pytest.mark.parametrize("url", ["https://evil.example/", "javascript:alert(1)", "http://localhost:8100@evil.example/"])
def test_an_address_that_is_no_bank_of_ours_is_not_followed(upstream: FakeUpstream, url: str) -> None:
    script(upstream, build.deposit(next_action={"kind": "redirect", "url": url, "expires_at": None}))

    response = signed_in().get("/transactions/tx_dep/continue")

    assert response.status_code == 400
    assert "Location" not in response.headers


def test_only_the_services_own_actions_are_offered(upstream: FakeUpstream) -> None:
    actions = [{"name": "cancel"}, {"name": "refund"}, {"name": "self_destruct"}]
    page = show(upstream, build.transaction(status="failed", actions=actions))

    assert not page.all("main .notice a")
    here = "/transactions/tx_1"
    assert [each.get("href") for each in page.all(".cmds a")] == [f"{here}/refund", f"{here}/cancel"]


def test_a_failed_deposit_can_be_tried_again(upstream: FakeUpstream) -> None:
    page = show(upstream, build.deposit(status="declined", status_reason="AM04", actions=[{"name": "retry"}]))

    assert page.link("Try again") == "/deposit?account=acc_sek&amount=500"
    assert page.texts("main .notice .d") == ["Nothing was added to your balance."]


# --- Faults and strangers ------------------------------------------------------------------------
def test_the_service_down_shows_the_copy_and_says_why_nothing_can_be_done(upstream: FakeUpstream) -> None:
    client = PageClient(signed_in())
    script(upstream, build.deposit())
    client.get("/transactions/tx_dep")
    upstream.on("GET", "/v1/transactions/tx_dep", status=503, json=build.problem(503, "upstream_unavailable"))
    upstream.on("GET", "/v1/transactions/tx_dep/events", status=503, json=build.problem(503, "upstream_unavailable"))

    with time_machine.travel("2026-11-19T13:12:00Z", tick=False):
        page = client.get("/transactions/tx_dep")

    assert page.status == 200
    assert "what we knew at 14:05" in page.one("#stale").text_content()
    assert not page.all("a[href$=continue]")


def test_the_service_down_and_no_copy_is_an_error_page_that_can_be_tried_again(upstream: FakeUpstream) -> None:
    for path in ("/v1/transactions/tx_1", "/v1/transactions/tx_1/events"):
        upstream.on("GET", path, status=503, json=build.problem(503, "upstream_unavailable"))

    assert signed_in().get("/transactions/tx_1").status_code in {502, 503}


def test_a_history_that_is_missing_leaves_the_rest(upstream: FakeUpstream) -> None:
    script(upstream, build.transaction())
    upstream.on("GET", "/v1/transactions/tx_1/events", raw=b"<html>", headers={"Content-Type": "text/html"})

    page = PageClient(signed_in()).get("/transactions/tx_1")

    assert page.status == 200
    assert "The history is missing just now." in page.text
    assert page.link("Try again") == "/transactions/tx_1"


def test_absent_and_foreign_are_the_same_404(upstream: FakeUpstream) -> None:
    for name in ("tx_absent", "tx_foreign"):
        for path in (f"/v1/transactions/{name}", f"/v1/transactions/{name}/events"):
            upstream.on("GET", path, status=404, json=build.problem(404, "not_found"))
    client = signed_in()

    absent, foreign = (client.get(f"/transactions/{name}") for name in ("tx_absent", "tx_foreign"))

    assert (absent.status_code, foreign.status_code) == (404, 404)
    assert _bare(absent.content, b"tx_absent") == _bare(foreign.content, b"tx_foreign")


def _bare(content: bytes, name: bytes) -> list[bytes]:
    """The page without its own address and the lines that hold a request's own reference."""
    lines = content.replace(name, b"").splitlines()
    return [line for line in lines if b'class="ref"' not in line and b"csrf" not in line.lower()]


@pytest.mark.parametrize("path", ["a%2Fb", "..", "x" * 129, "%F0%9F%92%B0", "a b"])
def test_an_id_that_cannot_be_one_is_404_without_a_call(upstream: FakeUpstream, path: str) -> None:
    assert signed_in().get(f"/transactions/{path}").status_code == 404
    assert not upstream.calls


def test_a_visitor_and_another_customer_see_nothing(upstream: FakeUpstream, visitor: Client, omar: Client) -> None:
    script(upstream, build.transaction())

    assert visitor.get("/transactions/tx_1").headers["Location"] == "/login?next=/transactions/tx_1"
    assert visitor.get("/transactions/tx_1/continue").status_code == 303
    assert omar.get("/transactions/tx_1").status_code == 502
    assert visitor.get("/transactions/tx_1", headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("path", ["/transactions/tx_1", "/transactions/tx_1/continue"])
def test_only_reading_is_possible(elin: Client, path: str) -> None:
    assert elin.post(path).status_code == 405
