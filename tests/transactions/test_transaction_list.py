"""The transactions page: rows, days, filters, going on, and every state it can be in."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier
from typing import Any, cast

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.page import Page, PageClient, check
from tests.people import signed_in

LIST = "/v1/transactions"
NOW = "2026-11-19T13:05:31Z"
HOSTILE = "<b hx-get=/x onclick=y>Bo & Co</b>"


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    """A payment service with two accounts and a list of one coffee."""
    upstream.on("GET", "/v1/accounts", json=build.page([build.account(), euro()]))
    upstream.on("GET", LIST, json=build.page([build.transaction()]))
    upstream.on("GET", "/v1/summaries", json=build.summaries())
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/refund-requests", json=build.page([]))
    upstream.on("GET", "/v1/disputes", json=build.page([]))
    return upstream


def euro() -> dict[str, Any]:
    balance = {"available": build.money(31240, "EUR"), "as_of": "2026-11-19T13:05:12.000Z"}
    return build.account(id="acc_eur", name="Balance in euro", currency="EUR", balance=balance)


def listed(upstream: FakeUpstream) -> list[dict[str, list[str]]]:
    """What the list was asked for, less the look for merchants."""
    return [call.query for call in upstream.asked("GET", LIST) if call.query.get("limit") == ["25"]]


def browser() -> PageClient:
    return PageClient(signed_in())


def fragment(client: PageClient, path: str, target: str = "tx-results") -> Page:
    response = client.client.get(path, headers={"HX-Request": "true", "HX-Target": target})
    return Page(cast("HttpResponse", response), check(response.content.decode(), is_fragment=True))


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


# --- Filters -------------------------------------------------------------------------------------
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


# --- Going on ------------------------------------------------------------------------------------
def test_more_is_a_link_to_the_next_page(service: FakeUpstream) -> None:
    service.on("GET", LIST, json=build.page([build.transaction()], next_cursor="eyJ0.c2ln"))

    page = browser().get("/transactions?type=payment")

    more = page.one("#tx-more a")
    assert more.get("href") == "/transactions?type=payment&after=eyJ0.c2ln&day=2026-11-19"
    assert page.texts("#tx-more a") == ["Show 25 more"]
    assert page.texts("#tx-more span") == ["Shown back to 19 Nov 2026"]


def test_without_script_the_next_page_is_a_page(service: FakeUpstream) -> None:
    page = browser().get("/transactions?after=eyJ0.c2ln&day=2026-11-19")

    assert listed(service)[-1]["cursor"] == ["eyJ0.c2ln"]
    assert page.texts(".day h2") == ["Today"]
    assert page.link("Back to the newest") == "/transactions"
    assert not page.all("#tx-more")


def test_with_script_a_day_goes_on_under_its_heading_and_the_first_new_row_gets_the_focus(
    service: FakeUpstream,
) -> None:
    rows = [build.transaction(id="tx_2"), build.transaction(id="tx_3", created_at="2026-11-18T10:00:00.000Z")]
    service.on("GET", LIST, json=build.page(rows, next_cursor="bmV4dA"))

    part = fragment(browser(), "/transactions?after=eyJ0.c2ln&day=2026-11-19", "tx-more")

    grown = part.one("[data-hx-swap-oob]")
    assert grown.get("data-hx-swap-oob") == "beforeend:#d20261119-rows"
    assert [link.get("href") for link in grown.cssselect(".tx-name[data-focus]")] == ["/transactions/tx_2"]
    assert part.texts(".day h2") == ["Yesterday"]
    assert len(part.all("[data-focus]")) == 1
    assert part.one("#tx-more a").get("data-hx-target") == "#tx-more"


def test_with_script_a_new_day_starts_with_its_heading(service: FakeUpstream) -> None:
    part = fragment(browser(), "/transactions?after=eyJ0.c2ln&day=2026-11-20", "tx-more")

    assert part.texts(".day h2") == ["Today"]
    assert not part.all("[data-hx-swap-oob]")
    assert len(part.all(".tx-name[data-focus]")) == 1


def test_more_rows_that_the_service_does_not_give_leave_the_page_as_it_is(service: FakeUpstream) -> None:
    service.on("GET", LIST, status=503, json=build.problem(503, "upstream_unavailable"))
    asked = {"HX-Request": "true", "HX-Target": "tx-more"}

    response = signed_in().get("/transactions?after=eyJ0.c2ln&day=2026-11-19", headers=asked)

    assert response.status_code == 503
    assert check(response.content.decode(), is_fragment=True).cssselect("[role=alert]")
    assert "tx-more" not in response.content.decode()


@pytest.mark.parametrize("cursor", ["../x", "a b", "x" * 1025, "é", "<script>"])
def test_a_cursor_of_the_wrong_form_is_a_400_page(service: FakeUpstream, cursor: str) -> None:
    response = signed_in().get("/transactions", {"after": cursor})

    assert response.status_code == 400
    assert not listed(service)


def test_a_forged_cursor_is_a_400_page(service: FakeUpstream) -> None:
    service.on("GET", LIST, status=400, json=build.problem(400, "cursor_mismatch"))

    assert signed_in().get("/transactions", {"after": "Zm9yZ2Vk"}).status_code == 400


@pytest.mark.parametrize("day", ["never", "2026-13-45", "20261119"])
def test_a_strange_day_only_means_that_no_day_goes_on(service: FakeUpstream, day: str) -> None:
    part = fragment(browser(), f"/transactions?after=eyJ0&day={day}", "tx-more")

    assert part.status == 200
    assert part.texts(".day h2") == ["Today"]


# --- Parts for htmx ------------------------------------------------------------------------------
def test_a_filter_with_script_brings_the_results_the_count_and_the_mark(service: FakeUpstream) -> None:
    part = fragment(browser(), "/transactions?q=&type=payment&status=&min=")

    assert part.response.headers["HX-Push-Url"] == "/transactions?type=payment"
    assert part.one("#tx-results").cssselect(".tx")
    assert part.one("#tx-count").get("data-hx-swap-oob") == "innerHTML"
    assert part.texts("#f-active") == ["1 active"]
    assert not part.all("form, h1")
    assert "HX-Request" in part.response.headers["Vary"]
    assert "no-store" in part.response.headers["Cache-Control"]


def test_a_wrong_value_with_script_swaps_the_form_and_leaves_the_address(service: FakeUpstream) -> None:
    part = fragment(browser(), "/transactions?min=much")

    assert part.status == 422
    assert part.response.headers["HX-Retarget"] == "#tx-browse"
    assert part.response.headers["HX-Push-Url"] == "false"
    assert part.one("form").get("data-hx-target") == "#tx-browse"
    assert len(part.all("#tx-browse")) == 1


def test_after_a_mended_value_the_form_loses_its_error(service: FakeUpstream) -> None:
    part = fragment(browser(), "/transactions?min=5", "tx-browse")

    assert part.one("form").get("data-hx-target") == "#tx-results"
    assert not part.all(".err")


def test_a_part_without_the_form_asks_for_rows_alone(service: FakeUpstream) -> None:
    fragment(browser(), "/transactions?type=payment")

    assert len(listed(service)) == 1
    assert not service.asked("GET", "/v1/accounts")


def test_a_merchant_is_named_in_a_part_too(service: FakeUpstream) -> None:
    service.on(
        "GET",
        LIST,
        reply=lambda call: Answer(json=build.page([] if "merchant_id" in call.query else [build.transaction()])),
    )
    part = fragment(browser(), "/transactions?merchant=mch_kaffe")

    assert part.texts(".chip") == ["Remove filter: Kaffekompaniet Söder"]


# --- States --------------------------------------------------------------------------------------
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
