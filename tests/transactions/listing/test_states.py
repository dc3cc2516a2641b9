"""Every state the transactions page can be in: first time, no result, service down."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
import time_machine

from tests.builders import payments as build
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.transactions.listing import LIST, browser, euro


def test_the_first_time_nothing_is_asked_and_one_thing_is_offered(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([]))

    page = browser().get("/transactions")

    assert page.texts("h2") == ["No transactions yet"]
    assert page.link("Make a deposit") == "/deposit"
    assert not page.all("form.filterbar")


def test_no_result_repeats_what_was_asked_and_offers_the_filter_that_stands_in_the_way(service: FakeUpstream) -> None:
    def reply(call: Any) -> Any:
        found = [] if "status" in call.query else [build.transaction()]
        return Answer(json=build.page(found))

    service.on("GET", LIST, reply=reply)

    page = browser().get("/transactions?q=norbo&status=failed")

    assert page.texts(".empty h2") == ["Nothing matches"]
    assert page.texts(".empty p") == ["No transaction is found for “norbo” and Failed."]
    assert page.link("Remove the status filter") == "/transactions?q=norbo"


def test_no_result_whatever_is_removed_offers_to_clear_all(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([]))

    page = browser().get("/transactions?q=norbo&status=failed")

    assert page.one(".empty .actions a").get("href") == "/transactions"


def test_what_stands_beside_the_rows_is_asked_for_at_once_with_them(
    service: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transactions.views.transactions._PAGE_SECONDS", 8)
    monkeypatch.setattr("transactions.views.transactions._ASIDE_SECONDS", 8)
    together = Barrier(4)  # the rows, the look for merchants, the accounts, what the service can do

    def meeting(answer: Any) -> Callable[[Call], Answer]:
        def reply(_call: Call) -> Answer:
            together.wait(1.8)
            return Answer(json=answer)

        return reply

    service.on("GET", LIST, reply=meeting(build.page([build.transaction()])))
    service.on("GET", "/v1/accounts", reply=meeting(build.page([build.account(), euro()])))
    service.on("GET", "/v1/capabilities", reply=meeting(build.capabilities()))

    page = browser().get("/transactions")

    assert page.status == 200
    assert page.all("#f-merchant")
    assert page.all("#f-currency")
    assert page.link("Cases") == "/cases"


def test_the_service_down_shows_the_last_copy_with_its_time(service: FakeUpstream) -> None:
    client = browser()
    assert client.get("/transactions").texts(".tx-name") == ["Kaffekompaniet Söder"]
    service.on("GET", LIST, status=503, json=build.problem(503, "upstream_unavailable"))
    service.on("GET", "/v1/accounts", status=503, json=build.problem(503, "upstream_unavailable"))

    with time_machine.travel("2026-11-19T13:12:00Z", tick=False):
        page = client.get("/transactions")

    assert page.status == 200
    assert page.texts(".tx-name") == ["Kaffekompaniet Söder"]
    assert "what we knew at 14:05" in page.one("#stale").text_content()
    assert page.link("Try now") == "/transactions"


def test_the_service_down_and_no_copy_keeps_the_filters(upstream: FakeUpstream) -> None:
    for path in (LIST, "/v1/accounts", "/v1/capabilities"):
        upstream.on("GET", path, status=503, json=build.problem(503, "upstream_unavailable"))

    page = browser().get("/transactions?q=kaffe")

    assert page.status == 503
    assert page.one("#q").get("value") == "kaffe"
    assert not page.all("#f-merchant, #f-currency, .tx")


def test_without_known_merchants_and_with_one_currency_there_is_nothing_to_choose(service: FakeUpstream) -> None:
    service.on("GET", "/v1/accounts", json=build.page([build.account()]))
    service.on("GET", LIST, json=build.page([build.deposit(status="succeeded")]))

    page = browser().get("/transactions")

    assert not page.all("#f-merchant, #f-currency")
    assert page.texts(".tx-name") == ["Deposit from Östra Sparbank"]
    assert page.texts(".tx-via") == ["Account ••2104"]


def test_a_merchant_chosen_by_a_link_stays_chosen(service: FakeUpstream) -> None:
    page = browser().get("/transactions?merchant=mch_elsewhere")

    assert page.form("form.filterbar")["merchant"] == "mch_elsewhere"
    assert [text.removeprefix("Remove filter: ") for text in page.texts(".chip")] == ["One merchant"]
