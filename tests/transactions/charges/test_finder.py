"""The charge finder's pages: found, not found, wrong input, hostile texts, the service away."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in
from tests.transactions.charges import ASK, HOSTILE, LIST, browser, film, game, merchant


def test_the_form_asks_nobody_anything(upstream: FakeUpstream) -> None:
    page = browser().get("/find-charge")

    assert page.h1 == "Find a charge"
    assert page.form() == {"amount": "", "date": "", "text": ""}
    assert not upstream.calls


def test_the_likeliest_comes_first_and_says_why(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([film(), game()]))

    page = browser().get(ASK)

    assert page.status == 200
    assert (page.h1, page.title) == ("2 payments can be it", "Find a charge, 2 found · Selfcare")
    assert page.texts(".page-head [role=status]") == ["For 199,00\u00a0kr, 20 November, “PXH*DIGITAL AMS”"]
    assert page.texts("main h2") == ["Most likely", "Less likely", "None of these"]
    assert page.texts(".tail") == ["3 of 3 match", "1 of 3 matches"]
    assert page.texts(".tx-name") == ["Pixelhamn Games", "Filmarkivet Plus"]
    assert page.texts(".tx-time") == ["18 Nov", "1 Nov"]
    assert page.texts("td.act") == [
        *["The same", "2 days before, as usual at banks", "Their name at banks: PXH*DIGITAL"],
        *["The same", "19 days before", "Not like it"],
    ]
    assert page.texts("td .ref") == ["199,00", "20 Nov", "PXH*DIGITAL AMS"] * 2
    assert [each.get("href") for each in page.all("main .actions a")] == [
        "/transactions/tx_game",
        "/transactions/tx_film",
    ]


def test_a_refund_that_came_already_is_told_with_its_day(service: FakeUpstream) -> None:
    page = browser().get(ASK)

    assert page.texts(".sec .notice .t") == ["It is refunded already"]
    assert page.texts(".sec .notice .d") == [
        "199,00\u00a0kr came back on 18 November, 17:26. Your bank shows the refund as a line of its own."
    ]


def test_a_part_that_came_back_is_told(service: FakeUpstream) -> None:
    refund = {"state": "partial", "refunded": build.money(5000), "refundable": build.money(14900)}
    service.on("GET", LIST, json=build.page([game(refund=refund)]))

    page = browser().get(ASK)

    assert page.texts(".sec .notice .t") == ["A part is refunded already"]
    assert page.texts(".sec .notice .d") == [
        "50,00\u00a0kr came back. Your bank shows the refund as a line of its own."
    ]


def test_the_service_is_asked_for_amount_words_and_days_at_once(service: FakeUpstream) -> None:
    browser().get(ASK)

    asked = [call.query for call in service.asked("GET", LIST)]
    assert [each["amount_min"] for each in asked if "currency" in each] == [["11940"]]
    assert {each["q"][0] for each in asked if "q" in each} == {"DIGITAL"}
    assert len(asked) == 3
    assert all(each["limit"] == ["100"] and each["from"] for each in asked)


def test_nothing_found_says_what_was_looked_for_and_offers_to_look_again(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([]))

    page = browser().get("/find-charge?amount=412,50&date=2026-11-14&text=NRDLYS+08-55012")

    assert page.h1 == "No payment of yours matches"
    assert page.texts(".page-head [role=status]") == [
        "Not 412,50\u00a0kr, not near 14 November, not “NRDLYS 08-55012”. We looked at 13 months."
    ]
    assert page.form("main form.form") == {"amount": "412,50", "date": "2026-11-14", "text": "NRDLYS 08-55012"}
    asked = parse_qs(urlsplit(page.all(".cmds a")[-1].get("href") or "").query)
    assert asked == {"amount": ["412,50"], "date": ["2026-11-14"], "text": ["NRDLYS 08-55012"]}


def test_change_the_search_shows_what_was_typed_and_asks_nobody(service: FakeUpstream) -> None:
    page = browser().get(ASK)
    before = len(service.calls)

    form = browser().get(page.link("Change the search"))

    assert form.h1 == "Find a charge"
    assert form.form() == {"amount": "199,00", "date": "2026-11-20", "text": "PXH*DIGITAL AMS"}
    assert len(service.calls) == before


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("199 kr", "199,00\u00a0kr"),
        ("-199,00", "199,00"),
        ("SEK 199", "199,00\u00a0kr"),
        ("\u2212199.00", "199,00"),
        ("199,00 sek", "199,00\u00a0kr"),
    ],
)
def test_an_amount_is_read_as_a_statement_writes_it(service: FakeUpstream, typed: str, shown: str) -> None:
    page = browser().get("/find-charge", {"amount": typed})

    assert page.texts(".tx-name")[0] == "Pixelhamn Games"
    assert page.texts("td .ref")[0] == shown


def test_an_amount_in_another_currency_is_compared_with_the_original(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([game(original_amount=build.money(1741, "EUR"), refund=None)]))

    page = browser().get("/find-charge", {"amount": "17,41 €"})

    assert page.texts("td.act") == ["The same, before it was exchanged"]
    assert page.texts(".page-head [role=status]") == ["For 17,41\u00a0€"]


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ({"text": "PXH"}, "amount", "Enter an amount."),
        ({"amount": "abc"}, "amount", "Enter an amount in figures, such as 1249,00."),
        ({"amount": "1,2345"}, "amount", "Enter at most 2 decimals."),
        ({"amount": "0"}, "amount", "Enter an amount above zero."),
        ({"amount": "9" * 30}, "amount", "Enter a lower amount."),
        ({"amount": "1", "date": "20/11/2026"}, "date", "Enter a date as year-month-day, such as 2026-11-19."),
        ({"amount": "1", "date": "2027-01-01"}, "date", "Choose a date that is not in the future."),
        ({"amount": "1", "text": "x" * 141}, "text", "Enter at most 140 characters of the text."),
    ],
)
def test_wrong_input_is_told_at_its_field(
    service: FakeUpstream, asked: dict[str, str], field: str, sentence: str
) -> None:
    page = browser().get("/find-charge", asked)

    assert page.status == 422
    assert page.texts(f"#{field}-e") == [f"Error: {sentence}"]
    assert not service.asked("GET", LIST)


@pytest.mark.parametrize("name", ["text", "amount"])
def test_a_card_number_is_refused_and_not_repeated(service: FakeUpstream, name: str) -> None:
    client = browser()
    moved = client.get("/find-charge", {"amount": "1", name: "4242 4242 4242 4242"})
    page = client.get(moved.response["Location"])

    assert (moved.status, page.status) == (303, 422)
    assert page.texts(f"#{name}-e") == [
        "Error: That looks like a card number. Leave it out: it is safest where nobody wrote it down."
    ]
    assert "4242" not in page.response.content.decode()
    assert not service.asked("GET", LIST)


def test_hostile_texts_stay_texts(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([game(**merchant(HOSTILE))]))

    page = browser().get("/find-charge", {"amount": "199", "text": HOSTILE})

    assert page.status == 200
    assert not page.all("[hx-get]")


def test_half_a_search_is_no_answer(service: FakeUpstream) -> None:
    service.on("GET", LIST, status=503, json=build.problem(503, "unavailable"))

    assert browser().get(ASK).status == 503


def test_swedish() -> None:
    page = PageClient(signed_in(language="sv")).get("/find-charge")

    assert page.h1 == "Hitta en betalning"
