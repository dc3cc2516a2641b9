"""Rows of the transactions page: who, when, how and how much; and who may see them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.listing import HOSTILE, LIST, browser


# --- Rows and days -------------------------------------------------------------------------------
def test_a_row_says_who_when_how_and_how_much(service: FakeUpstream) -> None:
    page = browser().get("/transactions")

    assert page.status == 200
    assert page.h1 == "Transactions"
    row = page.one(".tx")
    assert row.cssselect(".tx-name")[0].get("href") == "/transactions/tx_1"
    assert page.texts(".tx-name") == ["Kaffekompaniet Söder"]
    assert page.texts(".tx-time") == ["12:41"]
    assert page.texts(".tx-via") == ["Balance"]
    assert page.texts(".tx-st") == ["Completed"]
    assert page.one(".tx .amt").get("value") == "-62.00"
    assert page.texts(".tx .amt") == ["−62,00\u00a0kr"]


def test_days_are_the_readers_own(service: FakeUpstream) -> None:
    times = [
        "2026-11-19T11:41:02.000Z",
        "2026-11-18T23:30:00.000Z",
        "2026-11-18T18:00:00.000Z",
        "2025-12-30T10:00:00.000Z",
    ]
    rows = [build.transaction(id=f"tx_{n}", created_at=at) for n, at in enumerate(times)]
    service.on("GET", LIST, json=build.page(rows))

    page = browser().get("/transactions")

    assert page.texts(".day h2") == ["Today", "Yesterday", "Tuesday"]
    assert page.texts(".day .sum") == ["Thu 19 Nov", "Wed 18 Nov", "30 Dec 2025"]
    assert [len(day.cssselect(".tx")) for day in page.all(".day")] == [2, 1, 1]


def test_a_foreign_amount_shows_what_left_the_balance_and_the_merchants_own(service: FakeUpstream) -> None:
    row = build.transaction(
        status="pending", amount=build.money(57530), fee=build.money(500), original_amount=build.money(4990, "EUR")
    )
    service.on("GET", LIST, json=build.page([row]))

    page = browser().get("/transactions")

    assert page.texts(".tx-amt > .amt") == ["−575,30\u00a0kr"]
    assert page.texts(".tx-amt .alt") == ["49,90\u00a0€"]
    assert page.texts(".tx-st") == ["On its way"]


def test_a_status_we_do_not_know_is_shown_with_the_services_own_word(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([build.transaction(status="held", raw_status="HELD_BY_SCHEME")]))

    page = browser().get("/transactions")

    assert page.texts(".tx-st .st") == ["Status unknown"]
    assert page.texts(".st-word") == ["HELD_BY_SCHEME"]
    assert page.texts(".tx .amt") == ["62,00\u00a0kr"]


@pytest.mark.parametrize("name", [HOSTILE, "شركة الضوء", "\u202egnirts", "x" * 500, "{{ 7*7 }}"])
def test_a_merchants_name_is_only_ever_text(service: FakeUpstream, name: str) -> None:
    merchant = {"id": "mch_x", "name": name, "site": None, "logo_url": None}
    service.on("GET", LIST, json=build.page([build.transaction(merchant=merchant)]))

    page = browser().get("/transactions")

    assert page.texts(".tx-name") == [name.replace("\u202e", "")]
    assert not page.all("main b, [hx-get], [onclick]")


# --- Who may -------------------------------------------------------------------------------------
def test_a_visitor_is_sent_to_sign_in_and_back(visitor: Client) -> None:
    response = visitor.get("/transactions?q=kaffe")

    assert response.status_code in {302, 303}
    assert response.headers["Location"].startswith("/login?next=/transactions")


def test_another_customers_rows_are_never_shown(service: FakeUpstream, omar: Client) -> None:
    service.on("GET", LIST, json=build.page([build.transaction()]))
    service.on("GET", "/v1/accounts", json=build.page([]))

    response = omar.get("/transactions")

    assert response.status_code >= 500
    assert b"Kaffe" not in response.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_only_reading_is_possible(elin: Client, method: str) -> None:
    assert getattr(elin, method)("/transactions").status_code == 405
