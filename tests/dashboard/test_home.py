"""The home page: balance, what needs the person, latest transactions, and what of it changes by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.builders import payments as build
from tests.dashboard.scripts import ACCOUNTS, DISPUTES, KR, home, show
from tests.fake_upstream import FakeUpstream
from tests.page import Page, PageClient, check
from tests.people import signed_in


def test_the_balance_and_its_facts(upstream: FakeUpstream) -> None:
    home(upstream)

    page = show()

    assert page.h1 == "Good afternoon, Elin"
    assert page.texts(".hello span") == ["Thursday 19 November 2026"]
    assert page.texts(".amt--hero") == [f"12\u00a0480,55{KR}"]
    assert page.texts(".asof") == ["Updated 14:05"]
    assert page.texts(".facts dt") == ["Reserved for 2 payments", "Total in krona", "Euro balance"]
    assert page.texts(".facts dd") == [f"705,30{KR}", f"13\u00a0185,85{KR}", "312,40\u00a0€"]
    assert page.link("Deposit") == "/deposit"
    assert not page.all("#att")


def test_a_balance_without_reserved_money_says_nothing_of_it(upstream: FakeUpstream) -> None:
    home(upstream)
    balance = {"available": build.money(-500), "held": build.money(0), "as_of": "2026-11-19T13:05:12.000Z"}
    bonus = build.account(id="acc_bonus", name="Bonus", kind="bonus")
    upstream.on("GET", ACCOUNTS, json=build.page([build.account(balance=balance), bonus]))

    page = show()

    assert page.texts(".amt--hero") == [f"−5,00{KR}"]
    assert page.texts(".facts dt") == ["Bonus"]


def test_the_latest_by_day_and_a_way_to_all(upstream: FakeUpstream) -> None:
    rows = [build.transaction(id=f"tx_{n}", created_at=f"2026-11-{19 - n // 5:02}T10:00:00.000Z") for n in range(12)]
    home(upstream, latest=rows)

    page = show()

    assert page.texts(".day-cap") == ["Today Thu 19 Nov", "Yesterday Wed 18 Nov", "Tuesday 17 Nov"]
    assert len(page.all(".tx")) == 11
    assert page.link("All transactions") == "/transactions"


def test_a_newcomer_is_told_what_will_appear(upstream: FakeUpstream) -> None:
    home(upstream, latest=[])
    upstream.on("GET", ACCOUNTS, json=build.page([]))

    page = show()

    assert "You have no account yet." in page.text
    assert "it shows here within a second or two" in page.text
    assert not page.all("a.tail, .facts, .tx")


# --- Needs you -----------------------------------------------------------------------------------
WITHDRAWAL: dict[str, Any] = {
    "type": "withdrawal",
    "status": "failed",
    "status_reason": "AC04",
    "merchant": None,
    "instrument": build.deposit()["instrument"],
    "updated_at": "2026-11-19T08:14:05.000Z",
}


@pytest.mark.parametrize(
    ("transaction", "title", "text", "link"),
    [
        (
            build.deposit(),
            f"Your deposit of 500,00{KR} waits for you at Östra Sparbank",
            "Approve before 14:35, or it is cancelled. Nothing has been taken yet.",
            "/transactions/tx_dep/continue",
        ),
        (
            build.transaction(status="requires_action", expires_at=None),
            f"Kaffekompaniet Söder asks for 62,00{KR}",
            "Nothing has been taken yet.",
            "/transactions/tx_1",
        ),
        (
            build.transaction(**WITHDRAWAL),
            f"Your withdrawal of 62,00{KR} did not go through",
            "The account is closed. All of it is in your balance, and there is no fee.",
            "/transactions/tx_1",
        ),
        (
            build.transaction(**{**WITHDRAWAL, "status": "requires_action", "expires_at": None}),
            f"Your withdrawal of 62,00{KR} waits for your approval",
            "Nothing has been taken yet.",
            "/transactions/tx_1",
        ),
        (
            build.transaction(**{**WITHDRAWAL, "status": "reversed"}),
            f"Östra Sparbank sent your withdrawal of 62,00{KR} back",
            "The account is closed. All of it is in your balance again.",
            "/transactions/tx_1",
        ),
        (
            build.deposit(status="declined", status_reason="ZZ", actions=[], updated_at="2026-11-19T08:14:05.000Z"),
            f"Your deposit of 500,00{KR} did not go through",
            "Nothing was added to your balance.",
            "/transactions/tx_dep",
        ),
        (
            build.deposit(status="reversed", actions=[], updated_at="2026-11-19T08:14:05.000Z"),
            f"Östra Sparbank took back your deposit of 500,00{KR}",
            "It is no longer in your balance.",
            "/transactions/tx_dep",
        ),
    ],
)
def test_what_needs_the_person_says_what_happened_and_what_to_do(
    upstream: FakeUpstream, transaction: dict[str, Any], title: str, text: str, link: str
) -> None:
    home(upstream, transaction)

    page = show()

    assert page.texts("#att") == ["Needs you 1"]
    assert page.texts(".todo .t") == [title]
    assert page.texts(".todo .d") == [text]
    assert [each.get("href") for each in page.all(".todo a")] == [link]


@pytest.mark.parametrize(
    "transaction",
    [
        build.deposit(expires_at="2026-11-19T13:05:00.000Z"),
        build.transaction(**{**WITHDRAWAL, "updated_at": "2026-11-16T13:05:00.000Z"}),
        build.transaction(status="declined", updated_at="2026-11-19T13:05:00.000Z"),
    ],
)
def test_what_is_over_needs_nobody(upstream: FakeUpstream, transaction: dict[str, Any]) -> None:
    home(upstream, transaction)

    assert not show().all("#att")


def test_what_was_tried_again_needs_nobody(upstream: FakeUpstream) -> None:
    again = build.deposit(id="tx_2", parent_id="tx_1")
    home(upstream, again, build.transaction(**WITHDRAWAL))

    assert show().texts(".todo .t") == [f"Your deposit of 500,00{KR} waits for you at Östra Sparbank"]


def test_one_button_of_the_page_is_filled(upstream: FakeUpstream) -> None:
    home(upstream, build.deposit(), build.deposit(id="tx_dep2"))

    assert len(show().all(".todo .btn")) == 2
    assert len(show().all("main .btn--primary")) == 1


@pytest.mark.parametrize("name", ["<i data-hx-get=/x>x</i>", "شركة", "{{ 7 }}"])
def test_a_name_is_only_ever_text(upstream: FakeUpstream, name: str) -> None:
    merchant = {"id": "mch_x", "name": name, "site": None, "logo_url": None}
    asks = build.transaction(id="tx_2", status="requires_action", merchant=merchant, expires_at=None)
    home(upstream, asks, latest=[build.transaction(merchant=merchant)])

    page = show()

    assert page.texts(".todo .t") == [f"{name} asks for 62,00{KR}"]
    assert not page.all("main i")


# --- Live, and who may ---------------------------------------------------------------------------
def test_the_part_that_changes_asks_for_itself(upstream: FakeUpstream) -> None:
    home(upstream)
    client = signed_in()

    page = PageClient(client).get("/")
    response: Any = client.get("/", headers={"HX-Request": "true", "X-Poll": "1"})
    part = Page(response, check(response.content.decode(), is_fragment=True))

    assert page.one("[data-live]").get("data-live") == "/api/v1/changes"
    assert page.one("[data-live]").get("data-version") == "0"
    assert page.one("#home").get("data-hx-get") == "/"
    assert page.one("#home").get("data-changes") == "transaction balance cases"
    assert page.one("#home").get("data-hx-trigger") == "changed"
    assert part.one("#home").cssselect(".amt--hero")
    assert not part.all("h1, nav")
    assert "HX-Request" in response.headers["Vary"]


def test_a_visitor_signs_in_first_and_another_customer_sees_nothing(
    upstream: FakeUpstream, visitor: Client, omar: Client
) -> None:
    home(upstream)

    assert visitor.get("/").headers["Location"] == "/login"
    content = omar.get("/").content
    assert b"Kaffe" not in content
    assert b"480" not in content


def test_only_reading_is_possible(elin: Client) -> None:
    assert elin.post("/").status_code == 405


def test_a_case_that_waits_for_the_customer_needs_them(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", DISPUTES, json=build.page([build.dispute()]))

    page = show()

    assert page.texts(".todo .t") == ["Hotel Kronhamn offers you 936,00\u00a0kr"]
    assert page.texts(".todo .d") == ["Answer before Mon 30\u00a0Nov, 23:59, or we decide for you."] or (
        "Answer before" in page.texts(".todo .d")[0]
    )
    assert page.link("Answer") == "/cases/dsp_1"
