"""Saved views: kept under a name, opened by their filters, one of them first; twenty at most."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from selfcare.domain.errors import InvalidInput
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import Page, PageClient, check
from tests.people import OMAR, signed_in
from transactions.domain import ViewFilter, span_days, span_of
from transactions.models import SavedView
from transactions.services.saved_views import view_save

NOW = "2026-11-19T13:05:31Z"
TODAY = date(2026, 11, 19)
MONTH = "from=2026-11-01&to=2026-11-30"
LARGER = f"type=payment&min=200&currency=SEK&{MONTH}"
API = "/api/v1/views"
HOSTILE = "<b onclick=y>Bo & Co</b>"


@pytest.fixture(autouse=True)
def clock(empty_stores: None) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/transactions", json=build.page([build.transaction()], total=7))
    upstream.on("GET", "/v1/summaries", json=build.summaries(build.summary("all", 0, 550005)))
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/refund-requests", json=build.page([]))
    upstream.on("GET", "/v1/disputes", json=build.page([]))
    return upstream


def saved(name: str = "Larger payments", *, first: bool = False, **wanted: Any) -> str:
    view = view_save(
        customer_id="cus_elin", name=name, wanted=ViewFilter(**(wanted or {"type": "payment"})), opens_first=first
    )
    return view.id


def send(browser: PageClient, query: str, **fields: str) -> Any:
    asked = dict(pair.split("=") for pair in query.split("&"))
    return browser.client.post("/views/new", {**asked, **fields})


# --- Days that move ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("2026-11-19", "2026-11-19", "today"),
        ("2026-11-16", "2026-11-22", "this_week"),
        ("2026-11-16", None, "this_week"),
        ("2026-11-09", "2026-11-15", "last_week"),
        ("2026-11-01", "2026-11-30", "this_month"),
        ("2026-11-01", "2026-11-19", "this_month"),
        ("2026-11-01", None, "this_month"),
        ("2026-10-01", "2026-10-31", "last_month"),
        ("2026-01-01", "2026-12-31", "this_year"),
        ("2025-01-01", "2025-12-31", "last_year"),
        ("2026-10-21", "2026-11-19", "last_days:30"),
        ("2026-10-01", None, ""),
        ("2026-10-03", "2026-10-09", ""),
        ("2020-01-01", "2026-11-19", ""),
        (None, "2026-11-19", ""),
        (None, None, ""),
    ],
)
def test_days_that_can_move_are_known(first: str | None, last: str | None, span: str) -> None:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    assert span_of(days[0], days[1], TODAY) == span


@pytest.mark.parametrize(
    ("span", "today", "days"),
    [
        ("this_month", "2026-12-31", ("2026-12-01", "2026-12-31")),
        ("this_month", "2028-02-10", ("2028-02-01", "2028-02-29")),
        ("last_month", "2026-01-31", ("2025-12-01", "2025-12-31")),
        ("this_week", "2026-12-31", ("2026-12-28", "2027-01-03")),
        ("last_days:7", "2026-12-03", ("2026-11-27", "2026-12-03")),
        ("last_year", "2028-02-29", ("2027-01-01", "2027-12-31")),
    ],
)
def test_days_that_move_have_moved(span: str, today: str, days: tuple[str, str]) -> None:
    found = span_days(span, date.fromisoformat(today))
    assert tuple(day.isoformat() for day in found) == days


# --- Saving --------------------------------------------------------------------------------------
def test_what_is_saved_is_shown_with_what_it_finds_now(service: FakeUpstream) -> None:
    page = PageClient(signed_in()).get(f"/views/new?{LARGER}")

    assert page.h1 == "Save this view"
    assert page.texts("dl.rows dt") == ["Type", "Amount", "Now"]
    assert page.texts("dl.rows dd") == ["Payments", "200\u00a0kr or more", "7 transactions, −5\u00a0500,05\u00a0kr"]
    assert page.texts("fieldset .end") == ["this month", "November 2026"]
    assert page.texts("fieldset .hint") == ["In December it shows December."]
    assert "Only you see your views. 0 of 20 used." in page.root.text_content()


def test_a_view_that_moves_shows_another_month_in_another_month(service: FakeUpstream, clock: Any) -> None:
    browser = PageClient(signed_in())
    answer = send(browser, LARGER, name="Larger payments", dates="moves", first="1")
    assert answer.status_code == 303
    assert answer["Location"].startswith(
        "/transactions?type=payment&currency=SEK&from=2026-11-01&to=2026-11-30&min=200"
    )

    clock.move_to("2026-12-24T10:00:00Z")
    opened = signed_in().get("/transactions")
    assert opened.status_code == 303
    assert "from=2026-12-01&to=2026-12-31" in opened["Location"]


def test_a_view_that_stays_stays(service: FakeUpstream, clock: Any) -> None:
    send(PageClient(signed_in()), LARGER, name="November", dates="stays", first="1")
    clock.move_to("2026-12-24T10:00:00Z")
    assert "from=2026-11-01&to=2026-11-30" in signed_in().get("/transactions")["Location"]


def test_days_that_cannot_move_are_a_fact_and_no_choice(service: FakeUpstream) -> None:
    page = PageClient(signed_in()).get("/views/new?from=2026-10-01&tag=home")
    assert page.texts("dl.rows dt") == ["Tag", "Date", "Now"]
    assert not page.all("fieldset")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the view a name."),
        ("x" * 41, "Write at most 40 characters."),
        ("a\u202eb", "Use only characters that can be typed."),
        ("4242 4242 4242 4242", "That looks like a card number."),
        ("larger PAYMENTS", "You have a view of this name."),
    ],
)
def test_a_name_that_cannot_be_is_marked(service: FakeUpstream, name: str, sentence: str) -> None:
    saved()
    page = PageClient(signed_in()).post("/views/new", {"type": "refund", "status": "failed", "name": name})
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert sentence in page.text
    assert "4242" not in page.text


def test_filters_that_cannot_be_read_lead_back_to_the_list(service: FakeUpstream) -> None:
    client = signed_in()
    assert client.get("/views/new")["Location"] == "/transactions"
    assert client.get("/views/new?min=much")["Location"] == "/transactions?min=much"


def test_twenty_fit_and_no_more(service: FakeUpstream) -> None:
    for number in range(20):
        saved(f"View {number}")
    with pytest.raises(InvalidInput):
        saved("One more")
    page = PageClient(signed_in()).post("/views/new", {"type": "payment", "name": "One more"})
    assert page.status == 422
    assert "You have 20 views, as many as fit. Remove one first." in page.text
    assert SavedView.objects.count() == 20


# --- Opening -------------------------------------------------------------------------------------
def test_the_list_names_the_view_it_shows(service: FakeUpstream) -> None:
    saved(first=True, type="payment", currency="SEK", min=20000, span="this_month")
    browser = PageClient(signed_in())

    page = browser.get(f"/transactions?{LARGER}")

    assert page.texts("#tx-view") == ["Your view “Larger payments”. It opens first."]
    assert page.texts("#tx-views > .btn") == ["Larger payments"]
    assert page.texts("#views [aria-current] .t") == ["Larger payments Opens first"]
    assert page.texts("#views [aria-current] .fine") == ["Payments, 200\u00a0kr or more, this month"]
    assert page.link("Clear all") == "/transactions?view=all"
    other = browser.get("/transactions?type=payment")
    assert other.texts("#tx-views > .btn") == ["Views"]
    assert not other.all("#views [aria-current]")


def test_all_transactions_stay_in_reach_of_a_view_that_opens_first(service: FakeUpstream) -> None:
    saved(first=True)
    client = signed_in()

    assert client.get("/transactions")["Location"] == "/transactions?type=payment"
    assert client.get("/transactions?q=&type=")["Location"] == "/transactions?view=all"
    page = PageClient(client).get("/transactions?view=all")
    assert page.texts("#views [aria-current] .t") == ["All transactions"]
    part: Any = client.get("/transactions?q=", headers={"HX-Request": "true", "HX-Target": "tx-results"})
    assert (part.status_code, part["HX-Push-Url"]) == (200, "/transactions?view=all")


def test_htmx_gets_the_menu_with_the_rows(service: FakeUpstream) -> None:
    saved()
    headers = {"HX-Request": "true", "HX-Target": "tx-results"}
    answer: Any = signed_in().get("/transactions?type=payment", headers=headers)
    part = Page(answer, check(answer.content.decode(), is_fragment=True))
    assert part.texts("#tx-views > .btn") == ["Larger payments"]
    assert part.link("Save what you see as a view") == "/views/new?type=payment"


def test_without_views_and_filters_there_is_a_word_on_how_to(service: FakeUpstream) -> None:
    page = PageClient(signed_in()).get("/transactions")
    assert "Choose filters, then save them here under a name." in page.texts("#views .cap")


# --- The page of views ---------------------------------------------------------------------------
def test_one_opens_first_until_another_does(service: FakeUpstream) -> None:
    one, two = saved("One", first=True), saved("Two", type="refund")
    browser = PageClient(signed_in())

    browser.client.post(f"/views/{two}/first")
    assert browser.get("/views").texts(".setrow .t") == ["All transactions", "One", "Two Opens first"]
    browser.client.post("/views/all/first")
    assert browser.get("/views").texts(".setrow .t") == ["All transactions Opens first", "One", "Two"]
    assert browser.client.post(f"/views/{one}x/first").status_code == 404


def test_removing_asks_first(service: FakeUpstream) -> None:
    view = saved(HOSTILE)
    browser = PageClient(signed_in())

    asked = browser.get(f"/views?remove={view}")
    assert asked.texts("form.sure button") == ["Yes, remove"]
    assert SavedView.objects.count() == 1
    assert browser.client.post(f"/views/{view}/remove")["Location"] == f"/views?remove={view}#{view}"
    assert SavedView.objects.count() == 1
    assert browser.client.post(f"/views/{view}/remove", asked.form("form.sure"))["Location"] == "/views"
    assert SavedView.objects.count() == 0
    assert browser.client.post(f"/views/{view}/remove", {"sure": "1"}).status_code == 404


def test_without_the_one_that_opened_first_everything_opens(service: FakeUpstream) -> None:
    view = saved(first=True)
    browser = PageClient(signed_in())
    assert browser.client.get("/transactions")["Location"].startswith("/transactions?type=")

    browser.client.post(f"/views/{view}/remove", {"sure": "1"})

    assert browser.get("/transactions").status == 200
    assert browser.get("/views").texts(".setrow .t") == ["All transactions Opens first"]


def test_views_are_their_owners_alone(service: FakeUpstream) -> None:
    view = saved(first=True)
    other = signed_in(OMAR)

    assert PageClient(other).get("/views").texts(".setrow .t") == ["All transactions Opens first"]
    assert not other.get("/transactions").has_header("Location")
    for path in (f"/views/{view}/first", f"/views/{view}/remove"):
        assert other.post(path).status_code == 404
        assert Client().post(path)["Location"].startswith("/login")
    assert other.delete(f"{API}/{view}").status_code == other.get(f"{API}/{view}").status_code == 404
    assert SavedView.objects.get().opens_first


# --- The API -------------------------------------------------------------------------------------
def test_programs_save_change_and_forget(service: FakeUpstream) -> None:
    client = signed_in()
    body = {
        "name": "Larger payments",
        "filter": {"type": "payment", "currency": "SEK", "amount_min": 20000, "moves": "this_month"},
        "opens_first": True,
    }

    made = client.post(API, json.dumps(body), content_type="application/json")
    view = made.json()["id"]

    assert (made.status_code, made["Location"]) == (201, f"{API}/{view}")
    assert client.get(API).json() == {"data": [{"id": view, **body}]}
    changed = {**body, "name": "Fewer", "filter": {"q": "kaffe", "from": "2026-11-01"}, "opens_first": False}
    answer = client.put(f"{API}/{view}", json.dumps(changed), content_type="application/json")
    assert answer.json() == client.get(f"{API}/{view}").json() == {"id": view, **changed}
    assert client.delete(f"{API}/{view}").status_code == 204
    assert client.get(f"{API}/{view}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": " "}, "/name"),
        ({"name": "x" * 41}, "/name"),
        ({"filter": {}}, "/filter"),
        ({"filter": {"type": "loan"}}, "/filter/type"),
        ({"filter": {"q": "4242424242424242"}}, "/filter/q"),
        ({"filter": {"amount_min": 5}}, "/filter/currency"),
        ({"filter": {"amount_min": 5, "amount_max": 4, "currency": "SEK"}}, "/filter/amount_max"),
        ({"filter": {"from": "2026-11-02", "to": "2026-11-01"}}, "/filter/to"),
        ({"filter": {"from": "2026-11-02", "moves": "today"}}, "/filter/moves"),
        ({"filter": {"moves": "last_days:401"}}, "/filter/moves"),
        ({"filter": {"moves": "next_month"}}, "/filter/moves"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_program_is_told_what_is_wrong(changes: dict[str, Any], pointer: str) -> None:
    body = {"name": "A", "filter": {"q": "a"}, **changes}
    answer = signed_in().post(API, json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert SavedView.objects.count() == 0
