"""Days by name, times by the clock of the number format, all in the reader's zone."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from selfcare.catalogues import ensure_compiled
from selfcare.display import Display, display_for
from selfcare.domain.customer import Preferences

NOW = dt.datetime(2026, 11, 19, 13, 5, 31, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 19)


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    ensure_compiled()


def english(numbers: str = "sv_SE") -> Display:
    return display_for(Preferences(language="en", numbers=numbers))


def swedish() -> Display:
    return display_for(Preferences(language="sv"))


def test_time_to_the_minute_and_to_the_second() -> None:
    assert (english().time(NOW), english().time_seconds(NOW)) == ("14:05", "14:05:31")
    assert english("en_US").time(NOW).replace("\u202f", " ") == "2:05 PM"


def test_machine_time_keeps_the_reader_s_offset() -> None:
    assert english().iso(NOW) == "2026-11-19T14:05:31+01:00"


@pytest.mark.parametrize(
    ("day", "in_english", "in_swedish"),
    [
        (TODAY, ("Today", "Thu 19 Nov"), ("I dag", "tors 19 nov")),
        (dt.date(2026, 11, 18), ("Yesterday", "Wed 18 Nov"), ("I går", "ons 18 nov")),
        (dt.date(2026, 11, 16), ("Monday", "16 Nov"), ("Måndag", "16 nov")),
        (dt.date(2026, 9, 4), ("Friday", "4 Sep"), ("Fredag", "4 sep")),
        (dt.date(2025, 11, 19), ("Wednesday", "19 Nov 2025"), ("Onsdag", "19 nov 2025")),
    ],
)
def test_day_headings_always_have_the_date(
    day: dt.date, in_english: tuple[str, str], in_swedish: tuple[str, str]
) -> None:
    heading, rubrik = english().day(day, TODAY), swedish().day(day, TODAY)
    assert (heading.name, heading.date) == in_english
    assert (rubrik.name, rubrik.date) == in_swedish
    assert heading.iso == day.isoformat()


def test_yesterday_at_new_year_has_its_name() -> None:
    heading = english().day(dt.date(2026, 12, 31), dt.date(2027, 1, 1))
    assert (heading.name, heading.date) == ("Yesterday", "Thu 31 Dec")


def test_long_dates() -> None:
    assert english().date_long(TODAY) == "Thursday 19 November 2026"
    assert swedish().date_long(TODAY) == "Torsdag 19 november 2026"
    assert english().datetime_long(NOW) == "Thursday 19 November 2026, 14:05:31"
    assert english().datetime(NOW) == "Thu 19 Nov, 14:05"


def test_midnight_belongs_to_the_reader_s_day() -> None:
    late = dt.datetime(2026, 11, 19, 23, 30, tzinfo=dt.UTC)
    assert english().day_of(late) == dt.date(2026, 11, 20)
    assert display_for(Preferences(timezone="America/New_York")).day_of(late) == TODAY


def test_clock_change_shows_the_hour_that_comes_twice_with_its_offset() -> None:
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    second = first + dt.timedelta(hours=1)
    assert english().time(first) == english().time(second) == "02:30"
    assert english().iso(first) != english().iso(second)


def test_deadline_is_a_clock_time_and_has_its_day_when_it_is_another() -> None:
    assert english().deadline(NOW + dt.timedelta(minutes=30), NOW) == "14:35"
    assert english().deadline(NOW + dt.timedelta(days=2), NOW) == "Sat 21 Nov, 14:05"


def test_ago_is_never_in_the_future() -> None:
    assert english().ago(NOW - dt.timedelta(minutes=3), NOW) == "3 minutes ago"
    assert swedish().ago(NOW - dt.timedelta(minutes=3), NOW) == "för 3 minuter sedan"
    assert english().ago(NOW + dt.timedelta(minutes=3), NOW) == english().ago(NOW, NOW)


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [
        (4, "Good evening"),
        (5, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (18, "Good evening"),
    ],
)
def test_greeting_by_the_reader_s_hour(hour: int, greeting: str) -> None:
    now = dt.datetime(2026, 11, 19, hour, tzinfo=english().zone)
    assert english().greeting("Elin", now) == f"{greeting}, Elin"
    assert english().greeting("", now) == greeting


def test_greeting_is_swedish_on_a_swedish_page() -> None:
    assert swedish().greeting("Elin", NOW) == "God eftermiddag, Elin"


def test_lists_are_joined_as_the_language_does() -> None:
    assert english().list(["A", "B", "C"]) == "A, B and C"
    assert swedish().list(["A", "B", "C"]) == "A, B och C"


def test_today_is_the_reader_s() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 19, 23, 30, tzinfo=dt.UTC), tick=False):
        assert english().today() == dt.date(2026, 11, 20)
        assert english().date_year(english().today()) == "20 Nov 2026"
