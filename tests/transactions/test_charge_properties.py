"""Whatever a bank does to a line (a fee, a rate, some days, capitals, a cut, a prefix), its payment is found first."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.builders import payments as build
from tests.transactions.test_charge_domain import payment
from transactions.domain import Transaction
from transactions.domain.charges import StatementLine, amount_fact, charge_candidates, day_fact, name_fact
from transactions.domain.charges.candidates import MOST

ZONE = ZoneInfo("Europe/Stockholm")
DAY = date(2026, 11, 18)  # of `payment`
NAMES = [
    "Pixelhamn Games",
    "Norrbo Interiör",
    "Hotel Kronhamn",
    "Kaffekompaniet Söder",
    "Resebyrån Kompass",
    "Lillaskog",
]
PREFIXES = ["", "LS*", "PAYPAL *", "SumUp  *", "IZ *", "SQ *", "KORTKÖP 181126 ", "Zettle_*"]
TOWNS = ["", " STOCKHOLM", " SE", " AMSTERDAM NL", " 08-55012"]
MINOR = st.integers(1_00, 90_000_00)

amounts = MINOR.map(lambda minor: (minor, Decimal(minor) / 100))
shifts = st.integers(-1, 5)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str]:
    """A merchant's name, and what a bank makes of it."""
    name = draw(st.sampled_from(NAMES))
    cut = draw(st.integers(max(6, len(name.split()[0])), len(name)))
    spelt = name[:cut].rstrip()
    if draw(st.booleans()):
        spelt = spelt.upper()
    if draw(st.booleans()):
        spelt = "".join(sign for sign in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(sign))
    town = draw(st.sampled_from(TOWNS)) if cut == len(name) else ""  # what was cut filled its field
    return name, draw(st.sampled_from(PREFIXES)) + spelt + town


@st.composite
def decoys(draw: st.DrawFn, name: str, minor: int) -> list[Transaction]:
    """Payments to others, of other amounts, around the same day."""
    others = draw(st.lists(st.tuples(st.sampled_from(NAMES), MINOR, st.integers(0, 20)), max_size=8))
    return [
        other(number, each, value, days)
        for number, (each, value, days) in enumerate(others)
        if each != name and abs(value - minor) > minor * 3 // 10
    ]


def other(number: int, name: str, value: int, days: int) -> Transaction:
    made = f"{DAY - timedelta(days=days)}T09:00:00.000Z"
    changes: dict[str, Any] = {"id": f"tx_{number}", "amount": build.money(value), "created_at": made}
    return payment(name, None, **{**changes, "completed_at": made})


def first(line: StatementLine, rows: list[Transaction]) -> str | None:
    found = charge_candidates(line, rows, zone=ZONE)
    return found[0].transaction.id if found else None


@given(amounts, shifts, texts(), st.data())
def test_a_line_that_is_only_spelt_otherwise_is_found_first(
    amount: tuple[int, Decimal], shift: int, text: tuple[str, str], data: st.DataObject
) -> None:
    (minor, figures), (name, written) = amount, text
    rows = [payment(name, None, amount=build.money(minor)), *data.draw(decoys(name, minor))]
    line = StatementLine(figures, None, DAY + timedelta(days=shift), written)
    assert first(line, data.draw(st.permutations(rows))) == "tx_game"


@given(amounts, shifts, st.sampled_from(["fee", "surcharge", "exchange", "original"]), st.data())
def test_fees_and_rates_of_a_bank_do_not_hide_it(
    amount: tuple[int, Decimal], shift: int, kind: str, data: st.DataObject
) -> None:
    minor, figures = amount
    changes: dict[str, Any] = {"amount": build.money(minor)}
    if kind == "fee":
        fee = data.draw(st.integers(1, 50_00))
        changes["fee"] = build.money(fee)
        figures += Decimal(fee) / 100
    elif kind == "surcharge":
        figures = Decimal(minor + data.draw(st.integers(0, minor * 35 // 1000))) / 100
    else:
        euro = data.draw(st.integers(10, minor))
        changes["original_amount"] = build.money(euro, "EUR")
        spread = minor * 4 // 100
        figures = Decimal(euro if kind == "original" else minor + data.draw(st.integers(-spread, spread))) / 100
    own = payment(**changes)
    assert amount_fact(figures, None, own).strength >= 2
    rows = [own, *data.draw(decoys("Pixelhamn Games", int(figures * 100)))]
    assert first(StatementLine(figures, None, DAY + timedelta(days=shift), "PXH*DIGITAL AMS"), rows) == "tx_game"


@given(st.integers(-60, 60))
def test_the_nearer_day_is_never_the_weaker_one(days: int) -> None:
    here = day_fact(DAY + timedelta(days=days), payment(), ZONE).strength
    farther = day_fact(DAY + timedelta(days=days + (1 if days >= 0 else -1)), payment(), ZONE).strength
    assert here >= farther
    assert (here >= 2) == (-1 <= days <= 5)


@given(texts())
def test_a_name_is_known_however_it_is_cut_and_spelt(text: tuple[str, str]) -> None:
    name, written = text
    assert name_fact(written, payment(name, None)).strength >= 2


@given(st.sampled_from(NAMES), texts())
def test_and_not_taken_for_another(name: str, text: tuple[str, str]) -> None:
    assume(text[0] not in {name, "Pixelhamn Games"})  # whose site every payment of these tests has
    assert name_fact(text[1], payment(name, None)).strength < 2


@given(amounts, st.sampled_from(["declined", "failed", "expired", "cancelled"]), texts())
def test_what_was_never_charged_is_never_offered(
    amount: tuple[int, Decimal], status: str, text: tuple[str, str]
) -> None:
    own = payment(text[0], None, amount=build.money(amount[0]), status=status)
    assert charge_candidates(StatementLine(amount[1], None, DAY, text[1]), [own], zone=ZONE) == ()


@given(amounts, st.dates(date(2026, 10, 1), date(2026, 12, 31)), st.text(max_size=40), st.data())
def test_any_line_has_an_answer_whose_order_is_its_scores(
    amount: tuple[int, Decimal], day: date, text: str, data: st.DataObject
) -> None:
    rows = [payment(amount=build.money(amount[0])), *data.draw(decoys("", amount[0] * 9))]
    line = StatementLine(amount[1], None, day, text)
    found = charge_candidates(line, rows, zone=ZONE)
    assert len(found) <= MOST
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert found == charge_candidates(line, data.draw(st.permutations(rows)), zone=ZONE)
