"""Saved views: opened by their filters, one of them first, forgotten when asked, and their owner's alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.fake_upstream import FakeUpstream
from tests.page import Page, PageClient, check
from tests.people import OMAR, signed_in
from tests.transactions.views.saved import API, HOSTILE, LARGER, saved
from transactions.models import SavedView


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
