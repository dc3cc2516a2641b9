"""Periods are whole days of the reader's zone: they join without gap or overlap, whatever clocks do meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transactions.domain import Length, Period, period_before, period_of, period_parse

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAYS = st.dates(date(1970, 1, 1), date(2100, 1, 1))
LENGTHS = st.sampled_from(["month", "quarter", "year"])
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-05-01--2026-10-31", date(2026, 5, 1), date(2026, 10, 31)),
    ],
)
def test_names(name: str, first: date, last: date) -> None:
    assert period_parse(name) == Period(first, last)
    assert Period(first, last).name == name


@pytest.mark.parametrize(
    "name",
    [
        *["", "2026-13", "2026-00", "2026-Q5", "2026-11-01", "0000", "9999", "२०२६", "2026-1", "2026-11 "],
        *["2026-11-02--2026-11-01", "2026-02-30--2026-03-01", "1969-12-31--1970-01-01", "2026-11-01/2026-11-02"],
    ],
)
def test_what_names_no_period(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        period_parse(name)


@given(first=DAYS, days=st.integers(0, 2000))
def test_each_period_is_found_by_its_name(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days))
    assert period_parse(period.name) == period


@given(day=DAYS, length=LENGTHS, zone=ZONES)
def test_neighbours_join_to_the_instant_in_every_zone(day: date, length: Length, zone: ZoneInfo) -> None:
    period = period_of(length, day)
    before = period_before(period, length)
    assert period.first <= day <= period.last
    assert before.last + timedelta(days=1) == period.first
    assert before.ends(zone) == period.begins(zone) < period.ends(zone)


@given(day=DAYS, zone=ZONES)
def test_a_year_is_its_quarters_and_they_are_their_months(day: date, zone: ZoneInfo) -> None:
    year = period_of("year", day)
    for length, count in (("quarter", 4), ("month", 12)):
        parts = [period_of("month" if length == "month" else "quarter", year.last)]
        while parts[-1].first > year.first:
            parts.append(period_before(parts[-1], "month" if length == "month" else "quarter"))
        assert len(parts) == count
        assert all(newer.begins(zone) == older.ends(zone) for newer, older in pairwise(parts))
        assert (parts[-1].begins(zone), parts[0].ends(zone)) == (year.begins(zone), year.ends(zone))


def test_summer_time_begins_and_ends_inside_a_month() -> None:
    march, october = period_parse("2026-03"), period_parse("2026-10")
    assert march.begins(STOCKHOLM) == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert march.ends(STOCKHOLM) == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert march.ends(STOCKHOLM) - march.begins(STOCKHOLM) == timedelta(days=31, hours=-1)
    assert october.ends(STOCKHOLM) - october.begins(STOCKHOLM) == timedelta(days=31, hours=1)


def test_a_day_without_a_midnight_begins_with_its_first_instant() -> None:
    """In Beirut the clocks went from 24:00 to 01:00 on 26 March 2022's midnight."""
    zone = ZoneInfo("Asia/Beirut")
    day = Period(date(2022, 3, 27), date(2022, 3, 27))
    assert day.begins(zone) == datetime(2022, 3, 26, 22, tzinfo=UTC)
    assert day.ends(zone) - day.begins(zone) == timedelta(hours=23)
