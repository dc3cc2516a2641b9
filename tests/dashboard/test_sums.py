"""Money in and out by week, and where it went: as designed, in other currencies, words and zones."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from tests.builders import payments as build
from tests.dashboard.scripts import (
    DOWN,
    DOWN_ANSWER,
    KR,
    MERCHANTS,
    SUMMARIES,
    SUMS,
    WEEKS,
    euro,
    home,
    merchant,
    show,
    summed,
)
from tests.fake_upstream import FakeUpstream
from tests.page import Page


def titles(page: Page) -> list[str]:
    return page.texts(".chart g title")


# --- As designed ---------------------------------------------------------------------------------
def test_the_legend_is_a_sum_with_exact_totals(upstream: FakeUpstream) -> None:
    home(upstream)

    page = show()

    assert page.texts(".legend dt") == ["In, above the line", "Out, below the line", "Difference"]
    assert page.texts(".legend dd") == [f"+40\u00a0799,00{KR}", f"−36\u00a0793,80{KR}", f"+4\u00a0005,20{KR}"]
    assert [each.get("value") for each in page.all(".legend data")] == ["40799.00", "-36793.80", "4005.20"]
    assert [each.get("class") for each in page.all(".legend data")] == ["amt"] * 3


def test_the_chart_says_what_it_shows(upstream: FakeUpstream) -> None:
    home(upstream)

    page = show()

    chart = page.one(".chart svg")
    assert (chart.get("role"), chart.get("aria-labelledby"), chart.get("height")) == ("img", "ch-t ch-d", "204")
    assert page.one("#ch-t").text == "Money in and money out by week"
    assert page.one("#ch-d").text == (
        f"Twelve weeks from 31 August. Money in peaks at 10\u00a0000{KR} in the week from 9 November. "
        f"Money out is highest, 5\u00a0120,20{KR}, in the week from 26 October. Every value is in the table below."
    )
    assert len(titles(page)) == 12
    assert titles(page)[0] == f"Week from 31 Aug: in 3\u00a0000,00{KR}, out −2\u00a0140,00{KR}"
    assert titles(page)[1] == f"Week from 7 Sep: in 0,00{KR}, out −1\u00a0890,50{KR}"
    assert titles(page)[-1] == f"Week from 16 Nov, so far: in 3\u00a0199,00{KR}, out −4\u00a0724,80{KR}"
    assert page.texts(".chart svg > text") == [
        *("10\u00a0000", "5\u00a0000", "0", "−5\u00a0000"),
        *("31 Aug", "21 Sep", "12 Oct", "2 Nov", "now"),
    ]


def test_the_bars_are_those_of_the_design(upstream: FakeUpstream) -> None:
    home(upstream)

    page = show()

    first_in, first_out = page.all(".chart g")[0].cssselect("rect")
    assert dict(first_in.attrib) == {"class": "bar-in", "x": "1.67%", "y": "91.5", "width": "5.0%", "height": "30.5"}
    assert dict(first_out.attrib) == {"class": "bar-out", "x": "1.67%", "y": "123", "width": "5.0%", "height": "21.8"}
    assert len(page.all("rect.bar-in")) == 8
    assert len(page.all("rect.bar-out")) == 12
    assert len(page.all("line.zero")) == 1
    assert not page.all("[style]")


def test_every_value_stands_in_the_table(upstream: FakeUpstream) -> None:
    home(upstream)

    page = show()

    assert page.texts(".disc caption") == ["Money in and out by week, in krona"]
    assert page.texts(".disc thead th") == ["Week from", "In", "Out"]
    assert len(page.all(".disc tbody tr")) == 12
    assert page.texts(".disc tbody tr:nth-child(7) > *") == ["12 Oct", f"0,00{KR}", f"−2\u00a0610,00{KR}"]


def test_where_it_went_is_five_merchants_and_the_others(upstream: FakeUpstream) -> None:
    home(upstream)

    page = show()

    assert page.texts(".bars tbody th") == [
        "Hotel Kronhamn",
        "Norrbo Interiör 2 payments",
        "Elbolaget Nordan",
        "Vélo Rive Gauche",
        "Stadsgym Hornstull",
        "14 others 19 payments",
    ]
    amounts = ["1\u00a0872,00", "1\u00a0648,00", "1\u00a0036,25", "575,30", "449,00", "1\u00a0694,70"]
    assert page.texts(".bars tbody td.col-amt") == [amount + KR for amount in amounts]
    widths = [each.get("width") for each in page.all(".share rect:last-child")]
    assert widths == ["100.0%", "88.0%", "55.4%", "30.7%", "24.0%", "90.5%"]
    assert len(page.all(".share.rest")) == 1


def test_the_service_is_asked_for_the_customers_weeks_and_days(upstream: FakeUpstream) -> None:
    home(upstream)

    show(timezone="America/New_York")

    asked = {call.query["by"][0]: call.query for call in upstream.asked("GET", SUMMARIES)}
    assert asked["week"] == {
        "by": ["week"],
        "tz": ["America/New_York"],
        "from": ["2026-08-31T04:00:00.000Z"],
    }
    assert asked["merchant"]["from"] == ["2026-10-21T04:00:00.000Z"]
    assert (asked["merchant"]["type"], asked["merchant"]["top"]) == (["payment"], ["5"])
    assert asked["type"] == {"by": ["type"], "direction": ["out"], "status": ["pending,authorised"]}


def test_a_monday_in_one_zone_is_a_sunday_in_another(upstream: FakeUpstream) -> None:
    home(upstream)
    with time_machine.travel("2026-11-22T23:30:00Z", tick=False):
        here, there = show(), show(timezone="UTC")

    assert titles(here)[-1].startswith("Week from 23 Nov, so far")
    assert titles(there)[-1].startswith("Week from 16 Nov, so far")


def test_in_swedish(upstream: FakeUpstream) -> None:
    home(upstream)

    page = show(language="sv")

    assert page.texts("#inout, #merch") == ["Pengar in och ut", "Vart de gick"]
    assert titles(page)[-1] == f"Vecka från 16 nov, hittills: in 3\u00a0199,00{KR}, ut −4\u00a0724,80{KR}"
    assert "Tolv veckor från 31 augusti." in str(page.one("#ch-d").text)
    assert page.texts(".bars tbody th")[-1] == "14 andra 19 betalningar"
    assert page.texts(".facts dt")[0] == "Reserverat för 2 betalningar"


@pytest.mark.parametrize(
    ("currency", "sums", "figures", "total"),
    [
        ("JPY", (1_000_000, 600_000), ["1\u00a0mn", "500\u00a0000", "0", "−500\u00a0000"], "+1\u00a0000\u00a0000"),
        ("KWD", (900, 500), ["0,500", "0,000", "−0,500"], "+0,900"),
        ("KWD", (9_000, 500), ["5", "0"], "+9,000"),
        ("SEK", (3, 1), ["0,02", "0,00"], "+0,03"),
    ],
)
def test_each_currency_has_its_own_decimals(
    upstream: FakeUpstream, currency: str, sums: tuple[int, int], figures: list[str], total: str
) -> None:
    home(upstream)
    balance = {"available": build.money(1, currency), "as_of": "2026-11-19T13:05:12.000Z"}
    upstream.on("GET", "/v1/accounts", json=build.page([build.account(currency=currency, balance=balance)]))
    summed(upstream, {"week": [build.summary("2026-11-16", *sums, currency=currency)]})

    page = show()

    assert page.texts(".chart svg > line ~ text")[: len(figures)] == figures
    assert page.texts(".legend dd")[0].startswith(total)


# --- Reserved ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "label"),
    [
        ([build.summary("payment", 0, 70_530, count=1)], "Reserved for 1 payment"),
        (
            [build.summary("payment", 0, 40_000, count=1), build.summary("withdrawal", 0, 30_530, count=1)],
            "Reserved for 2 transactions",
        ),
        ([build.summary("payment", 0, 70_000, count=2)], "Reserved"),
        ([build.summary("payment", 0, 70_530, count=2, currency="EUR")], "Reserved"),
        ([], "Reserved"),
        (DOWN_ANSWER, "Reserved"),
    ],
)
def test_what_is_reserved_is_counted_only_where_the_count_is_true(
    upstream: FakeUpstream, rows: Any, label: str
) -> None:
    home(upstream)
    summed(upstream, {**SUMS, "type": rows})

    assert show().texts(".facts dt")[0] == label


# --- Nothing, too much, and others' currencies ---------------------------------------------------
def test_nothing_moved_is_said(upstream: FakeUpstream) -> None:
    home(upstream)
    summed(upstream, {})

    page = show()

    assert "No money came in or went out in these weeks." in page.text
    assert "You paid nobody in these days." in page.text
    assert not page.all(".chart, .legend, .bars, .disc")


def test_what_was_not_all_counted_says_so(upstream: FakeUpstream) -> None:
    home(upstream)
    summed(upstream, is_capped=True)

    assert show().text.count("Only the newest transactions are counted here") == 2


def test_the_sums_are_of_the_main_accounts_currency(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", "/v1/accounts", json=build.page([euro(), build.account()]))
    euros = build.summary("2026-11-16", 100, 0, currency="EUR")
    summed(upstream, {"week": [*WEEKS, euros], "merchant": [*MERCHANTS, merchant(99, "Quai", 900, currency="EUR")]})

    page = show()

    assert page.texts(".legend dd")[0] == "+1,00\u00a0€"
    assert page.texts(".bars tbody th") == ["Quai"]


def test_without_accounts_the_sums_are_of_the_currency_of_most_rows(upstream: FakeUpstream) -> None:
    home(upstream)
    upstream.on("GET", "/v1/accounts", **DOWN)

    assert show().texts(".legend dd")[0] == f"+40\u00a0799,00{KR}"


def test_a_week_nobody_asked_for_and_one_that_is_missing(upstream: FakeUpstream) -> None:
    home(upstream)
    summed(
        upstream, {**SUMS, "week": [build.summary("2020-01-06", 5, 5), build.summary("2026-11-23", 5, 5), *WEEKS[:11]]}
    )

    page = show()

    assert len(titles(page)) == 12
    assert titles(page)[-1] == f"Week from 16 Nov, so far: in 0,00{KR}, out 0,00{KR}"
    assert page.texts(".legend dd")[0] == f"+37\u00a0600,00{KR}"
