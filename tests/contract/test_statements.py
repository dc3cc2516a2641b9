"""Statements against the running sandbox: whatever period is asked for, in whatever zone, it adds up to the öre."""

from __future__ import annotations

import io
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from selfcare.domain.context import Context
from tests.files.test_camt053 import schema
from transactions.backends import payment_backend
from transactions.domain import Length, Period, movements_total
from transactions.services.statement_files import statement_camt
from transactions.services.statement_lists import statement_list
from transactions.services.statements import Ground, statement_get, statement_rows

ZONES = ("Europe/Stockholm", "Pacific/Kiritimati", "America/St_Johns")


def ground_of(ctx: Context, currency: str, zone: str) -> Ground:
    accounts = tuple(payment_backend().account_list(ctx).data)
    chosen = next(each for each in accounts if each.currency == currency)
    return Ground(chosen, accounts, ZoneInfo(zone))


@pytest.mark.parametrize("currency", ["SEK", "EUR"])
@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(days=st.tuples(st.integers(0, 700), st.integers(0, 500)))
def test_random_periods_add_up(sandbox: str, elin: Context, currency: str, zone: str, days: tuple[int, int]) -> None:
    ground = ground_of(elin, currency, zone)
    last = ground.today - timedelta(days=days[0])
    period = Period(max(last - timedelta(days=days[1]), ground.first_day or date.min), last)
    found = statement_get(ctx=elin, ground=ground, period=period)
    rows = list(statement_rows(ctx=elin, statement=found))
    assert movements_total(rows) == found.totals
    assert found.fits


@pytest.mark.parametrize("length", ["month", "quarter", "year"])
def test_lists_fit_from_the_opening_of_the_account(sandbox: str, elin: Context, length: Length) -> None:
    ground = ground_of(elin, "SEK", "Europe/Stockholm")
    found = statement_list(ctx=elin, ground=ground, length=length, since=ground.first_day)
    assert found.fits
    assert len(found.lines) > 1
    newest = statement_get(ctx=elin, ground=ground, period=found.lines[1].period)
    assert (newest.closing, newest.totals.in_) == (found.lines[1].closing, found.lines[1].in_.value)


def test_the_file_of_the_whole_time_is_valid_and_holds_every_row(sandbox: str, elin: Context) -> None:
    ground = ground_of(elin, "SEK", "Europe/Stockholm")
    whole = Period(ground.first_day or ground.today, ground.today)
    found = statement_get(ctx=elin, ground=ground, period=whole)
    with statement_camt(ctx=elin, ground=ground, statement=found, owner="Elin Sandberg") as file:
        document = etree.parse(io.BytesIO(file.read()))
    schema().assertValid(document)
    assert len(document.findall(".//{*}Ntry")) == found.totals.count > 100
    assert found.available.value <= found.closing.value
