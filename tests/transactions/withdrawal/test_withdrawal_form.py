"""The form of a withdrawal: what there is, its limits, where money can go, and the review before anything moves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import payments
from tests.page import PageClient
from tests.transactions.withdrawal.forms import has_account
from tests.transactions.withdrawals import (
    QUOTES,
    SECOND,
    Services,
    review,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


def test_the_amount_page_tells_what_there_is(elin: PageClient) -> None:
    page = elin.get("/withdraw")
    assert page.h1 == "How much do you want to withdraw?"
    assert page.one("#amount-h").text_content() == (
        "You have 12\u00a0480,55\u00a0kr to withdraw. 705,30\u00a0kr more is reserved for payments on their way."
    )
    assert page.texts(".quick span") == ["500\u00a0kr", "1\u00a0000\u00a0kr", "2\u00a0000\u00a0kr", "Everything"]
    assert page.all(".quick input")[-1].get("value") == "12480,55"
    assert page.link("Deposit instead") == "/deposit"
    assert elin.get("/deposit").link("Withdraw instead") == "/withdraw"


def test_more_than_there_is_is_told_before_anyone_fails(elin: PageClient) -> None:
    page = elin.get("/withdraw/account", {"amount": "13 000"})
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert page.one("#amount-e").text_content().strip() == (
        "Error: That is 519,45\u00a0kr more than you can withdraw. Enter 12\u00a0480,55\u00a0kr or less."
    )
    assert page.one("#amount-h").text_content() == (
        "Another 705,30\u00a0kr is reserved for payments and is free again if they are cancelled."
    )
    assert page.texts(".quick span")[-1] == "Everything"


def test_everything_can_be_withdrawn(elin: PageClient) -> None:
    assert elin.get("/withdraw/account", {"amount": "12480,55"}).status == 200


@pytest.mark.parametrize(
    ("range_", "typed", "sentence"),
    [
        ({"left": 100000, "max": 100000, "window": "day"}, "2000", "daily limit. You can withdraw up to"),
        ({"left": 100000, "max": 100000, "window": "week"}, "2000", "weekly limit. You can withdraw up to"),
        ({"left": 100000, "max": 100000, "window": "month"}, "2000", "monthly limit. You can withdraw up to"),
        ({"left": 100000, "max": 100000, "window": None}, "2000", "your limit. You can withdraw up to"),
        ({"left": 0, "max": 0, "window": "day"}, "2000", "nothing left of your limit for now. You can withdraw"),
        ({"left": None, "max": 100000}, "2000", "Enter at most 1\u00a0000\u00a0kr."),
        ({"left": None, "max": 1248055}, "0,50", "Enter at least 1\u00a0kr."),
    ],
)  # fmt: skip
def test_each_limit_has_its_words(
    elin: PageClient, services: Services, range_: dict[str, Any], typed: str, sentence: str
) -> None:
    has_account(services, withdrawal_range={"currency": "SEK", "min": 100, "window": None, **range_})
    page = elin.get("/withdraw/account", {"amount": typed})
    assert page.status == 422
    assert sentence in page.one("#amount-e").text_content()


def test_a_limit_below_the_balance_is_in_the_hint(elin: PageClient, services: Services) -> None:
    has_account(
        services, withdrawal_range={"currency": "SEK", "min": 100, "max": 100000, "left": 100000, "window": "day"}
    )
    page = elin.get("/withdraw")
    assert "1\u00a0000\u00a0kr is what is left of your daily limit." in page.one("#amount-h").text_content()
    assert page.all(".quick input")[-1].get("value") == "1000"


def test_an_empty_balance_is_told(elin: PageClient, services: Services) -> None:
    empty = {**payments.account()["balance"], "available": payments.money(0), "held": None}
    has_account(services, balance=empty, withdrawal_range={"currency": "SEK", "min": 100, "max": 0})
    assert elin.get("/withdraw").one("#amount-h").text_content() == "There is nothing to withdraw now."
    page = elin.get("/withdraw/account", {"amount": "5"})
    assert "There is nothing to withdraw now." in page.one("#amount-e").text_content()


def test_the_account_page_offers_only_where_money_can_go(elin: PageClient, services: Services) -> None:
    card = payments.instrument(id="ins_card", kind="card", usable_for=["deposit"], label="Card ••4417")
    found = payments.page([payments.instrument(), SECOND, card])
    services.upstream.on("GET", "/payments/v1/instruments", json=found)
    page = elin.get("/withdraw/account", {"amount": "6000"})
    assert page.h1 == "Where should 6\u00a0000,00\u00a0kr go?"
    assert page.texts(".choices .t") == ["Östra Sparbank ••2104", "Bank Norr ••8830"]
    assert page.form()["to"] == "ins_ostra"


@pytest.mark.parametrize("to", ["", "another", "ins_foreign", "../x"])
def test_a_wrong_account_is_a_422_that_says_the_fix(elin: PageClient, to: str) -> None:
    page = elin.get("/withdraw/review", {"amount": "6000", "to": to})
    assert page.status == 422
    assert "Choose where the money should go." in page.text


def test_the_review_says_all_of_it(elin: PageClient, services: Services) -> None:
    cost = payments.quote(fee=payments.money(500), total=payments.money(600500), instant=False)
    services.upstream.on("POST", QUOTES, json=cost)
    page = review(elin)
    assert page.texts(".rows:not(.rows--sum) dt") == ["From", "To", "When"]
    assert page.texts(".rows:not(.rows--sum) dd")[:2] == [
        "Your balance in krona",
        "Östra Sparbank ••2104Change account",
    ]
    assert page.texts(".rows--sum dt") == ["Withdraw", "Fee", "Leaves your balance"]
    assert page.texts(".rows--sum dd") == ["6\u00a0000,00\u00a0kr", "5,00\u00a0kr", "6\u00a0005,00\u00a0kr"]
    assert page.texts(".rows:not(.rows--sum) dd")[2].startswith("By ")
    assert page.texts("form button") == ["Withdraw 6\u00a0000,00\u00a0kr"]
    assert "Next you confirm that it is you." in page.text


@pytest.mark.parametrize(
    ("code", "words", "field"),
    [
        ("insufficient_funds", "not enough money in your balance", "#amount-e"),
        ("limit_exceeded", "above your limit", "#amount-e"),
        ("instrument_not_usable", "Money cannot be sent to this account", "#to-e"),
    ],
)
def test_what_the_service_would_refuse_is_told_at_the_review(
    elin: PageClient, services: Services, code: str, words: str, field: str
) -> None:
    services.upstream.on("POST", QUOTES, status=422, json=payments.problem(422, code))
    page = elin.get("/withdraw/review", {"amount": "6000", "to": "ins_ostra", "key": "k" * 20})
    assert page.status == 422
    assert words in page.one(field).text_content()


def test_a_quote_for_something_else_is_not_shown(elin: PageClient, services: Services) -> None:
    services.upstream.on("POST", QUOTES, json=payments.quote(amount=payments.money(1), total=payments.money(1)))
    assert elin.get("/withdraw/review", {"amount": "6000", "to": "ins_ostra", "key": "k" * 20}).status == 502
