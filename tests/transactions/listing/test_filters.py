"""The filters of the transactions page: what reaches the service, chips, and values nobody can mean."""

from __future__ import annotations

import pytest

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.people import signed_in
from tests.transactions.listing import LIST, browser, listed


@pytest.mark.parametrize(
    ("query", "asked", "chip"),
    [
        ("q=kaffe", {"q": ["kaffe"]}, "“kaffe”"),
        ("type=payment", {"type": ["payment"]}, "Payments"),
        ("status=processing", {"status": ["created,pending"]}, "On its way"),
        ("status=returned", {"status": ["reversed"]}, "Returned"),
        ("merchant=mch_kaffe", {"merchant_id": ["mch_kaffe"]}, "Kaffekompaniet Söder"),
        ("currency=EUR", {"currency": ["EUR"]}, "Euro"),
        ("from=2026-11-15", {"from": ["2026-11-14T23:00:00Z"]}, "From 15 Nov 2026"),
        ("to=2026-07-01", {"to": ["2026-07-01T22:00:00Z"]}, "To 1 Jul 2026"),
        (
            "from=2026-11-15&to=2026-11-19",
            {"from": ["2026-11-14T23:00:00Z"], "to": ["2026-11-19T23:00:00Z"]},
            "15–19 Nov 2026",
        ),
        ("min=200", {"amount_min": ["20000"], "currency": ["SEK"]}, "200\u00a0kr or more"),
        ("max=1 249,50", {"amount_max": ["124950"], "currency": ["SEK"]}, "1\u00a0249,50\u00a0kr or less"),
        (
            "min=10.5&max=20&currency=EUR",
            {"amount_min": ["1050"], "amount_max": ["2000"], "currency": ["EUR"]},
            "10,50\u00a0€ to 20\u00a0€",
        ),
    ],
)
def test_each_filter_reaches_the_service_and_stands_as_a_chip(
    service: FakeUpstream, query: str, asked: dict[str, list[str]], chip: str
) -> None:
    page = browser().get(f"/transactions?{query}")

    sent = {name: value for name, value in listed(service)[-1].items() if name not in {"limit", "include"}}
    assert _moments(sent) == asked
    chips = [text.removeprefix("Remove filter: ") for text in page.texts(".chip")]
    assert chips == [chip]
    assert page.one(".chip").get("href") in {"/transactions", "/transactions?currency=EUR"}
    assert page.link("Clear all") == "/transactions"


def _moments(query: dict[str, list[str]]) -> dict[str, list[str]]:
    """Times without the milliseconds the adapter may write."""
    return {
        name: [value.replace(".000Z", "Z").replace("+00:00", "Z") for value in values] for name, values in query.items()
    }


def test_a_chip_is_a_link_without_that_filter(service: FakeUpstream) -> None:
    page = browser().get("/transactions?q=kaffe&type=payment&from=2026-11-01&to=2026-11-19")

    hrefs = [chip.get("href") for chip in page.all(".chip")]
    assert hrefs == [
        "/transactions?type=payment&from=2026-11-01&to=2026-11-19",
        "/transactions?q=kaffe&from=2026-11-01&to=2026-11-19",
        "/transactions?q=kaffe&type=payment",
    ]


def test_the_form_keeps_what_was_asked(service: FakeUpstream) -> None:
    page = browser().get(
        "/transactions?q=kaffe&type=payment&status=completed&merchant=mch_kaffe&min=1,5&from=2026-11-01"
    )

    assert page.form("form.filterbar") == {
        "q": "kaffe",
        "type": "payment",
        "status": "completed",
        "merchant": "mch_kaffe",
        "currency": "SEK",
        "from": "2026-11-01",
        "to": "",
        "min": "1,5",
        "max": "",
    }


def test_the_count_is_said_only_where_the_service_counted(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([build.transaction()], total=7))

    assert browser().get("/transactions?type=payment").texts("#tx-count") == ["7 transactions"]
    assert listed(service)[-1]["include"] == ["total"]
    service.on("GET", LIST, json=build.page([build.transaction()]))
    assert browser().get("/transactions").texts("#tx-count") == ["1 transaction shown"]
    assert "include" not in listed(service)[-1]


def test_a_capped_count_says_so(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([build.transaction()], total=10000, total_is_capped=True))

    assert browser().get("/transactions?type=payment").texts("#tx-count") == ["More than 10\u00a0000 transactions"]


def test_unknown_names_in_the_address_are_ignored(service: FakeUpstream) -> None:
    page = browser().get("/transactions?utm_source=letter&amount_min=5")

    assert page.status == 200
    assert "amount_min" not in listed(service)[-1]


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("type=loan", "f-type", "Choose a type from the list."),
        ("status=lost", "f-status", "Choose a status from the list."),
        ("merchant=a/b", "f-merchant", "Choose a merchant from the list."),
        ("currency=kr", "f-currency", "Choose a currency from the list."),
        ("from=yesterday", "f-from", "Enter a date as year-month-day, such as 2026-11-19."),
        ("to=2026-02-30", "f-to", "Enter a date as year-month-day, such as 2026-11-19."),
        ("from=2026-1-5", "f-from", "Enter a date as year-month-day, such as 2026-11-19."),
        ("from=0002-01-01", "f-from", "Choose a date after 1970."),
        ("to=9999-12-31", "f-to", "Choose a date after 1970."),
        ("from=2026-11-19&to=2026-11-01", "f-to", "Choose a date that is not before the first date."),
        ("min=much", "f-min", "Enter an amount in figures, such as 1249,00."),
        ("min=-5", "f-min", "Enter an amount in figures, such as 1249,00."),
        ("max=1,999", "f-max", "Write the decimals too, such as 1249,00, so that we read the amount right."),
        ("max=1,2345", "f-max", "Enter at most 2 decimals."),
        (f"min=1{'0' * 30}", "f-min", "Enter a lower amount."),
        ("min=9&max=5", "f-max", "Enter an amount that is not below the lowest amount."),
        (f"q={'a' * 101}", "q", "Search for at most 100 characters."),
    ],
)
def test_a_wrong_value_is_422_keeps_the_rest_and_names_the_field(
    service: FakeUpstream, query: str, field: str, sentence: str
) -> None:
    page = browser().get(f"/transactions?{query}&q=kaffe" if "q=" not in query else f"/transactions?{query}")

    assert page.status == 422
    assert page.title.startswith("Error:")
    wrong = page.one("[aria-invalid=true]")
    assert wrong.get("id") == field
    assert page.texts(f"#{wrong.get('aria-describedby')}") == [f"Error: {sentence}"]
    assert page.texts("main .notice .d") == [sentence]
    assert "q=" in query or page.one("#q").get("value") == "kaffe"
    assert not listed(service)


def test_several_wrong_values_are_listed_with_links_to_their_fields(service: FakeUpstream) -> None:
    page = browser().get("/transactions?type=loan&min=much")

    assert [link.get("href") for link in page.all(".notice a")] == ["#f-type", "#f-min"]


def test_a_long_order_number_is_no_card_number(service: FakeUpstream) -> None:
    assert browser().get("/transactions?q=261843910027").status == 200
    assert browser().get("/transactions?q=4242424242424241").status == 200


@pytest.mark.parametrize("query", ["q=%00", "after=%00", "type=%FF", "q=%ED%A0%80"])
def test_characters_nobody_types_are_a_400_page(service: FakeUpstream, query: str) -> None:
    assert signed_in().get(f"/transactions?{query}").status_code == 400
