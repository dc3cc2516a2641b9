"""The form of a deposit: every step without script, bad input named, limits told before anyone fails."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.builders import payments
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.transactions.deposits import (
    CARD,
    DEPOSITS,
    RANGE,
    confirm,
    has_accounts,
    review,
    takes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


def test_the_amount_page_tells_the_limits_before_anyone_fails(elin: PageClient) -> None:
    page = elin.get("/deposit")
    assert page.status == 200
    assert page.h1 == "How much do you want to deposit?"
    assert page.one("#amount-h").text_content() == (
        "From 50\u00a0kr to 2\u00a0000\u00a0kr. 2\u00a0000\u00a0kr is what is left of your monthly limit."
    )
    assert page.texts(".quick span") == ["200\u00a0kr", "500\u00a0kr", "1\u00a0000\u00a0kr", "2\u00a0000\u00a0kr"]


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("500", 50000),
        ("249,50", 24950),
        ("249.50", 24950),
        ("1 250,00", 125000),
        ("1\u00a0250", 125000),
        ("1\u2009250", 125000),
        ("1\u202f250,5", 125050),
        ("500 kr", 50000),
        ("SEK 500", 50000),
    ],
)
def test_amounts_are_read_as_people_write_them(
    elin: PageClient, upstream: FakeUpstream, typed: str, minor: int
) -> None:
    takes(upstream)
    confirm(elin, review(elin, typed))
    assert upstream.asked("POST", DEPOSITS)[0].body["amount"] == {"value": minor, "currency": "SEK"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter an amount."),
        ("   ", "Enter an amount."),
        ("abc", "Enter the amount in figures, such as 249,50."),
        ("-5", "Enter the amount in figures, such as 249,50."),
        ("1e3", "Enter the amount in figures, such as 249,50."),
        ("500,1234", "Enter at most 2 decimals."),
        ("500,123", "This can be read in two ways. Enter it without a mark between thousands."),
        ("49", "Enter at least 50\u00a0kr."),
        ("0", "Enter at least 50\u00a0kr."),
        ("8000", "This would pass your monthly limit. You can deposit up to 2\u00a0000\u00a0kr this month."),
        ("9" * 30, "This is more than can be deposited. Enter a lower amount."),
        ("9" * 300, "Ensure this value has at most 200 characters (it has 300)."),
        ("<script>", "Enter the amount in figures, such as 249,50."),
    ],
)
def test_a_wrong_amount_is_a_422_that_says_the_fix(elin: PageClient, typed: str, sentence: str) -> None:
    for step in ("method", "review"):
        page = elin.get(f"/deposit/{step}", {"amount": typed, "from": "ins_ostra"})
        assert page.status == 422
        assert page.title.startswith("Error:")
        assert page.one("#amount").get("value") == typed[:200]
        assert page.one("#amount-e").text_content().strip() == f"Error: {sentence}"


@pytest.mark.parametrize(
    ("limits", "typed", "sentence"),
    [
        ({**RANGE, "left": None}, "8000", "Enter at most 2\u00a0000\u00a0kr."),
        ({**RANGE, "left": 0}, "500", "There is nothing left of your limit for now."),
        ({**RANGE, "left": 10000, "window": "day"}, "500", "daily limit. You can deposit up to 100\u00a0kr today"),
        (
            {**RANGE, "left": 10000, "window": "week"},
            "500",
            "weekly limit. You can deposit up to 100\u00a0kr this week",
        ),
        ({**RANGE, "left": 10000, "window": None}, "500", "your limit. You can deposit up to 100\u00a0kr now"),
        (None, "0", "Enter an amount above zero."),
    ],
)
def test_each_limit_has_its_words(
    elin: PageClient, upstream: FakeUpstream, limits: dict[str, Any] | None, typed: str, sentence: str
) -> None:
    has_accounts(upstream, deposit_range=limits)
    page = elin.get("/deposit/method", {"amount": typed})
    assert page.status == 422
    assert sentence in page.text


def test_the_method_page_offers_what_is_usable(elin: PageClient, upstream: FakeUpstream) -> None:
    gone = payments.instrument(id="ins_gone", status="removed", label="Gone ••1")
    out = payments.instrument(id="ins_out", usable_for=["withdrawal"], label="Out ••2")
    upstream.on("GET", "/payments/v1/instruments", json=payments.page([payments.instrument(), CARD, gone, out]))
    page = elin.get("/deposit/method", {"amount": "500"})
    assert page.texts(".choices .t") == ["Östra Sparbank ••2104", "Card ••4417", "Another bank account"]
    assert page.texts(".choices .hint") == [
        "Salary account. No fee.",
        "Debit card, expires 08/28. Fee 7,50\u00a0kr.",
        "You choose and approve it at your bank.",
    ]
    assert page.form()["from"] == "ins_ostra"


@pytest.mark.parametrize("source", ["", "ins_other", "ins_gone", "../x"])
def test_a_wrong_source_is_a_422_that_says_the_fix(elin: PageClient, source: str) -> None:
    page = elin.get("/deposit/review", {"amount": "500", "from": source})
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert "Choose where the money should come from." in page.text
    assert page.form()["amount"] == "500"


def test_the_review_page_says_all_of_it(elin: PageClient) -> None:
    page = review(elin, "500", "ins_card")
    assert page.texts(".rows--sum dt") == ["Deposit", "Fee", "Your bank is charged"]
    assert page.texts(".rows--sum dd") == ["500,00\u00a0kr", "7,50\u00a0kr", "507,50\u00a0kr"]
    assert page.texts("form button") == ["Deposit 500,00\u00a0kr"]
    assert page.form("form[action='/deposit/confirm']")["minor"] == "50000"


def test_going_back_finds_the_same_key(elin: PageClient) -> None:
    first = elin.get("/deposit/review", {"amount": "500", "from": "ins_ostra"}).response["Location"]
    second = elin.get("/deposit/review", {"amount": "500", "from": "ins_ostra"}).response["Location"]
    assert elin.get(first).form("form[action='/deposit/confirm']") == elin.get(first).form(
        "form[action='/deposit/confirm']"
    )
    assert dict(parse_qsl(urlsplit(first).query))["key"] != dict(parse_qsl(urlsplit(second).query))["key"]
