"""Saved views: kept under a name with days that move or stay; twenty at most."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from selfcare.domain.errors import InvalidInput
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in
from tests.transactions.views.saved import LARGER, TODAY, saved, send
from transactions.domain import span_days, span_of
from transactions.models import SavedView


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
