"""The operator's promise table and the calendar its days are counted in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.transactions.cases import CALENDAR, NOW, TABLE
from transactions.domain.promises import Calendar, TableError, promise_table


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# --- Days ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-11-19T10:12:00+01:00", 2, "2026-11-23T17:00:00+01:00"),  # Thursday to Monday
        ("2026-11-20T23:30:00+01:00", 1, "2026-11-23T17:00:00+01:00"),  # Friday night
        ("2026-11-21T10:00:00+01:00", 1, "2026-11-23T17:00:00+01:00"),  # Saturday
        ("2026-11-19T23:30:00+00:00", 1, "2026-11-23T17:00:00+01:00"),  # Friday here already
        ("2026-12-23T10:00:00+01:00", 1, "2026-12-28T17:00:00+01:00"),  # over the holidays
        ("2026-10-23T10:00:00+02:00", 1, "2026-10-26T17:00:00+01:00"),  # over the change of clocks
    ],
)
def test_working_days_are_those_of_the_customers_zone(start: str, days: int, expected: str) -> None:
    holidays = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
    calendar = Calendar(ZoneInfo("Europe/Stockholm"), holidays)

    due = promise_table([f"missing_deposit.ask={days}wd@17:00"])["missing_deposit.ask"]

    assert due.after(at(start), calendar) == at(expected)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("day", range(20, 27))  # Friday to Thursday
def test_what_is_promised_of_a_deposit_comes_in_order_whenever_it_is_reported(day: int, hour: int) -> None:
    reported = datetime(2026, 11, day, hour, 45, tzinfo=CALENDAR.zone)

    due = [TABLE[f"missing_deposit.{name}"].after(reported, CALENDAR) for name in ("confirm", "ask", "answer")]

    assert due == sorted(due)


def test_days_keep_their_local_time_over_a_change_of_clocks() -> None:
    assert TABLE["dispute.answer"].after(at("2026-10-23T10:00:00+02:00"), CALENDAR) == at("2026-10-28T10:00:00+01:00")
    assert TABLE["dispute.choose"].after(at("2026-11-16T18:02:00+01:00"), CALENDAR) == at("2026-11-30T23:59:00+01:00")
    assert TABLE["dispute.money"].after(NOW, CALENDAR) == NOW + timedelta(hours=1)
    assert TABLE["refund_request.money"].after(NOW, CALENDAR) == NOW + timedelta(minutes=1)


def test_working_days_left_are_counted_after_today() -> None:
    assert CALENDAR.working_days_between(NOW, at("2026-11-23T16:00:00+00:00")) == 2
    assert CALENDAR.working_days_between(NOW, NOW) == 0
    assert CALENDAR.working_days_between(NOW, NOW - timedelta(days=3)) == 0


# --- The operator's table ------------------------------------------------------------------------
def test_a_row_replaces_the_default_and_leaves_the_others() -> None:
    table = promise_table(["dispute.decide=30d", " unknown_charge.advance = 12h "])

    assert (table["dispute.decide"].count, table["unknown_charge.advance"].unit) == (30, "h")
    assert table["dispute.answer"] == TABLE["dispute.answer"]


@pytest.mark.parametrize(
    "row", ["dispute.decide", "dispute.decide=", "dispute.decide=soon", "dispute.decide=5w", "no.such=5d",
            "dispute.money=1h@17:00", "dispute.decide=5d@25:00", "dispute.decide=-1d", "dispute.decide=1000d"]
)  # fmt: skip
def test_a_row_nobody_can_read_is_named(row: str) -> None:
    with pytest.raises(TableError, match=row.partition("=")[0]):
        promise_table([row])
