"""Opening and movements are closing, exactly, for any period in any zone; what does not fit is no statement."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from selfcare.domain.errors import InvalidInput
from selfcare.domain.money import Money, exponent
from tests.files.test_camt053 import NS, schema
from tests.transactions.grounds import CTX, STOCKHOLM, behind, ground
from tests.transactions.ledger import NOW, OPENED, Ledger, account, movement
from transactions.domain import Period, movements_total, period_before, period_parse
from transactions.services import statement_lists
from transactions.services.statement_files import camt_write
from transactions.services.statements import Ground, spans, statement_get, statement_rows

ZONES = st.sampled_from(["Europe/Stockholm", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia", "UTC"]).map(
    ZoneInfo
)
INSTANTS = st.datetimes(datetime(2019, 4, 1), datetime(2026, 11, 19), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds are naive by Hypothesis' rule
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
MOVES = st.lists(st.tuples(INSTANTS, st.integers(-(10**9), 10**9).filter(bool)), max_size=30)
DAYS = st.dates(date(2019, 3, 13), date(2026, 11, 19))


def rows_of(moves: list[tuple[datetime, int]], edges: list[datetime]) -> list[Any]:
    """The drawn movements, and one just before, at and after each edge."""
    instant = timedelta(milliseconds=1)
    near = [(edge + step, 100 + n) for edge in edges for n, step in enumerate((-instant, 0 * instant, instant))]
    kept = [(at, value) for at, value in (*moves, *near) if OPENED < at < NOW]
    return [movement(at, value, number) for number, (at, value) in enumerate(kept)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves=MOVES, first=DAYS, days=st.integers(0, 2800), zone=ZONES, brought_in=st.integers(-(10**6), 10**6))
def test_any_period_fits_and_has_every_movement(
    moves: list[tuple[datetime, int]], first: date, days: int, zone: ZoneInfo, brought_in: int
) -> None:
    period = Period(first, min(first + timedelta(days=days), date(2026, 11, 19)))
    rows = rows_of(moves, [period.begins(zone), period.ends(zone)])
    with behind(Ledger(rows, brought_in=brought_in)):
        found = statement_get(ctx=CTX, ground=ground(zone), period=period)
        read = list(statement_rows(ctx=CTX, statement=found))
    expected = [row for row in rows if period.begins(zone) <= row.booked_at < min(period.ends(zone), NOW)]
    assert {row.id for row in read} == {row.id for row in expected}
    assert found.totals == movements_total(read)
    assert found.opening.value + found.totals.in_ - found.totals.out == found.closing.value
    assert found.opening.value == brought_in + sum(
        row.amount.value * (1 if row.direction == "in" else -1) for row in rows if row.booked_at < found.begin
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves=MOVES, zone=ZONES, length=st.sampled_from(["month", "quarter", "year"]))
def test_neighbours_hand_their_balance_on_and_lists_agree_with_statements(
    moves: list[tuple[datetime, int]], zone: ZoneInfo, length: Any
) -> None:
    with behind(Ledger(rows_of(moves, []), brought_in=500)):
        listed = statement_lists.statement_list(ctx=CTX, ground=ground(zone), length=length)
        made = [statement_get(ctx=CTX, ground=ground(zone), period=line.period) for line in listed.lines[:4]]
        older = [
            statement_get(ctx=CTX, ground=ground(zone), period=period_before(line.period, length))
            for line in listed.lines[:3]
            if period_before(line.period, length).first >= date(2019, 4, 1)
        ]
    assert listed.fits
    for line, statement in zip(listed.lines, made, strict=False):
        assert (line.closing, line.in_.value) == (statement.closing, statement.totals.in_)
    for newer, before in zip(made, older, strict=False):
        assert newer.opening == before.closing


def test_an_empty_period_and_one_before_the_first_movement() -> None:
    with behind(Ledger([movement(datetime(2026, 5, 5, tzinfo=UTC), 700)], brought_in=300)):
        early = statement_get(ctx=CTX, ground=ground(), period=period_parse("2020-01"))
        late = statement_get(ctx=CTX, ground=ground(), period=period_parse("2026-06"))
        assert list(statement_rows(ctx=CTX, statement=early)) == []
    assert (early.opening, early.closing, early.totals.count) == (Money(300, "SEK"), Money(300, "SEK"), 0)
    assert (late.opening.value, late.closing.value, late.totals.count) == (1000, 1000, 0)


def test_what_was_brought_in_on_the_first_day_is_the_opening_balance() -> None:
    with behind(Ledger([movement(OPENED + timedelta(hours=1), -100)], brought_in=300)):
        found = statement_get(ctx=CTX, ground=ground(), period=period_parse("2019"))
    assert (found.opening.value, found.totals.out, found.closing.value) == (300, 100, 200)


@pytest.mark.parametrize(("name", "pointer"), [("2027", "from"), ("2026-11-20--2026-11-20", "from"), ("2018", "to")])
def test_the_future_and_the_time_before_the_account_are_refused(name: str, pointer: str) -> None:
    with behind(Ledger([])), pytest.raises(InvalidInput) as refused:
        statement_get(ctx=CTX, ground=ground(), period=period_parse(name))
    assert refused.value.fields[0].pointer == pointer


def test_a_period_that_is_not_over_is_told_so_far() -> None:
    with behind(Ledger([movement(NOW - timedelta(minutes=1), 5)])):
        found = statement_get(ctx=CTX, ground=ground(), period=period_parse("2026-11"))
    assert (found.is_open, found.end) == (True, NOW)
    assert found.totals.count == 1


def test_euro_accounts_have_their_own() -> None:
    euro = account("EUR", id="acc_eur")
    rows = [msgspec.structs.replace(movement(datetime(2026, 5, 5, tzinfo=UTC), 700, 1, "EUR"), account_id="acc_eur")]
    with behind(Ledger(rows, currency="EUR")):
        found = statement_get(ctx=CTX, ground=Ground(euro, (euro,), STOCKHOLM), period=period_parse("2026"))
        assert [row.amount for row in statement_rows(ctx=CTX, statement=found)] == [Money(700, "EUR")]
    assert found.closing == Money(700, "EUR")


# --- Lists ------------------------------------------------------------------------------------------
def test_lists_begin_with_the_first_movement_and_lead_further_back() -> None:
    rows = [movement(datetime(year, 5, 5, tzinfo=UTC), 100, year) for year in (2024, 2025, 2026)]
    with behind(Ledger(rows, brought_in=50)):
        months = statement_lists.statement_list(ctx=CTX, ground=ground(), length="month")
        more = statement_lists.statement_list(ctx=CTX, ground=ground(), length="month", since=date(2026, 1, 1))
        quarters = statement_lists.statement_list(ctx=CTX, ground=ground(), length="quarter")
        years = statement_lists.statement_list(ctx=CTX, ground=ground(), length="year")
    assert [line.period.name for line in months.lines] == ["2026-11", "2026-10", "2026-09", "2026-08", "2026-07"]
    assert months.more == Period(date(2026, 1, 1), date(2026, 6, 30))
    assert more.lines[-1].period.name == "2026-01"
    assert more.more == Period(date(2025, 7, 1), date(2025, 12, 31))
    assert quarters.lines[-1].period.name == "2025-Q1"
    assert quarters.more == period_parse("2024")
    assert [line.closing.value for line in years.lines if line.closing] == [350, 250, 150]
    assert years.more is None


def test_early_in_a_half_year_the_one_before_is_listed_too() -> None:
    early = account(balance={"available": {"value": 0, "currency": "SEK"}, "as_of": "2026-01-03T12:00:00Z"})
    with behind(Ledger([])):
        found = statement_lists.statement_list(ctx=CTX, ground=Ground(early, (early,), STOCKHOLM), length="month")
    assert [line.period.name for line in found.lines] == ["2026-01"]  # nothing moved, so nothing before it
    assert found.more is None


def test_long_spans_are_summed_by_the_year() -> None:
    parts = spans(datetime(2019, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert len(parts) == 7
    assert all(last - first <= timedelta(days=366) for first, last in parts)
    assert spans(NOW, NOW) == [(NOW, NOW)]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Stockholm", date(2026, 3, 29), 23),
        ("Europe/Stockholm", date(2026, 10, 25), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),  # midnight itself was left out
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Asia/Kathmandu", date(2026, 3, 29), 24),
    ],
)
def test_days_on_which_clocks_change_neither_lose_nor_double_a_movement(zone: str, day: date, hours: float) -> None:
    here = ZoneInfo(zone)
    periods = [Period(each, each) for each in (day - timedelta(days=1), day, day + timedelta(days=1))]
    assert periods[1].ends(here) - periods[1].begins(here) == timedelta(hours=hours)
    begin = periods[0].begins(here)
    every = [begin + timedelta(minutes=30 * n, milliseconds=1) for n in range(144)]
    rows = [movement(at, 100 + n, n) for n, at in enumerate(each for each in every if each < periods[2].ends(here))]
    opened = (begin - timedelta(days=30)).isoformat()
    with behind(Ledger(rows)):
        made = [statement_get(ctx=CTX, ground=ground(here, opened_at=opened), period=each) for each in periods]
        read = [row.id for each in reversed(made) for row in statement_rows(ctx=CTX, statement=each)]
    assert sorted(read) == sorted(row.id for row in rows)
    assert made[1].totals.count_in == hours * 2
    assert made[0].closing == made[1].opening
    assert made[1].closing == made[2].opening


def test_a_year_that_lies_partly_ahead_is_told_so_far() -> None:
    with behind(Ledger([movement(datetime(2026, 5, 5, tzinfo=UTC), -700)], brought_in=300)):
        found = statement_get(ctx=CTX, ground=ground(), period=period_parse("2026"))
    assert (found.is_open, found.end) == (True, NOW)
    assert found.closing == Money(-400, "SEK")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    moves=MOVES, zone=ZONES, currency=st.sampled_from(["SEK", "JPY", "KWD"]), brought_in=st.integers(-(10**6), 10**6)
)
def test_the_entries_of_its_camt_lead_from_opening_to_closing(
    moves: list[tuple[datetime, int]], zone: ZoneInfo, currency: str, brought_in: int
) -> None:
    rows = [movement(at, value, number, currency) for number, (at, value) in enumerate(moves) if OPENED < at < NOW]
    undone = [msgspec.structs.replace(row, status="reversed") if n % 3 == 0 else row for n, row in enumerate(rows)]
    place, out = ground(zone, currency=currency), io.BytesIO()
    with behind(Ledger(undone, brought_in=brought_in, currency=currency)):
        found = statement_get(ctx=CTX, ground=place, period=period_parse("2019-03-12--2026-11-19"))
        camt_write(out, place, found, statement_rows(ctx=CTX, statement=found), owner="Elin")
    document = etree.fromstring(out.getvalue())
    schema().assertValid(document)
    opening, closing = (_signed_amount(each) for each in document.iterfind(".//c:Bal", NS))
    entries = list(document.iterfind(".//c:Ntry", NS))
    assert len(entries) == len(rows)
    assert opening + sum(map(_signed_amount, entries)) == closing
    assert closing == Decimal(found.closing.value).scaleb(-exponent(currency))


def _signed_amount(element: Any) -> Decimal:
    side = element.find("c:CdtDbtInd", NS).text
    return Decimal(element.find("c:Amt", NS).text) * (1 if side == "CRDT" else -1)
