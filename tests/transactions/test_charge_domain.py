"""What agrees with a line of a bank statement, and what does not: amounts, days, names, and the order they give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.builders import payments as build
from transactions.domain import Transaction
from transactions.domain.charges import (
    StatementLine,
    amount_fact,
    charge_candidates,
    day_fact,
    likelihoods,
    name_fact,
    search_words,
)

ZONE = ZoneInfo("Europe/Stockholm")


def payment(name: str = "Pixelhamn Games", statement: str | None = "PXH*DIGITAL", **changes: Any) -> Transaction:
    merchant = {"id": "mch_1", "name": name, "site": "pixelhamn.example", "logo_url": None}
    references = {"customer": None, "merchant": "PXH-99120", "provider": "261844027718", "statement": statement}
    wire = build.transaction(
        **{
            "id": "tx_game",
            "merchant": merchant,
            "to": {"kind": "merchant", "label": name, "detail": None},
            "references": references,
            "amount": build.money(19900),
            "created_at": "2026-11-18T16:20:02.000Z",
            "completed_at": "2026-11-18T16:20:14.000Z",
            **changes,
        }
    )
    return msgspec.convert(wire, Transaction)


@pytest.mark.parametrize(
    ("figures", "currency", "changes", "match", "difference"),
    [
        ("199", None, {}, "same", 0),
        ("199.00", "SEK", {}, "same", 0),
        ("199", "EUR", {}, "different", None),
        ("204", None, {"fee": build.money(500)}, "fee", 500),
        ("194", None, {"fee": build.money(500)}, "fee", -500),
        ("204", None, {}, "surcharge", 500),
        ("194", None, {}, "estimate", -500),
        ("17.41", "EUR", {"original_amount": build.money(1741, "EUR")}, "original", None),
        ("17.41", None, {"original_amount": build.money(1741, "EUR")}, "original", None),
        ("203.10", None, {"original_amount": build.money(1741, "EUR")}, "exchange", 410),
        ("149", None, {"refund": {"state": "partial", "refunded": build.money(5000), "refundable": build.money(14900)}},
         "part", -5000),
        ("230", None, {}, "estimate", 3100),
        ("400", None, {}, "different", 20100),
    ],
)  # fmt: skip
def test_how_an_amount_agrees(
    figures: str, currency: str | None, changes: dict[str, Any], match: str, difference: int | None
) -> None:
    fact = amount_fact(Decimal(figures), currency, payment(**changes))

    assert fact.match == match
    assert (fact.difference.value if fact.difference else None) == difference


def test_an_amount_beyond_any_number_is_only_different() -> None:
    assert amount_fact(Decimal(10) ** 30, None, payment()).difference is None


@pytest.mark.parametrize(
    ("day", "match", "days"),
    [
        (date(2026, 11, 18), "same", 0),
        (date(2026, 11, 20), "booked", 2),
        (date(2026, 11, 23), "booked", 5),
        (date(2026, 11, 17), "booked", -1),
        (date(2026, 11, 16), "near", -2),
        (date(2026, 11, 28), "near", 10),
        (date(2026, 12, 7), "far", 19),
    ],
)
def test_how_a_day_agrees(day: date, match: str, days: int) -> None:
    fact = day_fact(day, payment(), ZONE)

    assert (fact.match, fact.days) == (match, days)


def test_the_day_is_the_customers_own_not_that_of_utc() -> None:
    late = payment(created_at="2026-11-18T23:30:00.000Z", completed_at=None)

    assert day_fact(date(2026, 11, 19), late, ZONE).days == 0
    assert day_fact(date(2026, 11, 19), late, ZoneInfo("UTC")).days == 1


def test_a_payment_that_settled_late_is_compared_by_when_it_was_booked() -> None:
    slow = payment(settlement={"state": "settled", "expected_on": None, "settled_at": "2026-12-01T09:00:00.000Z"})

    assert day_fact(date(2026, 12, 2), slow, ZONE).match == "booked"


@pytest.mark.parametrize(
    ("text", "match", "known"),
    [
        ("PXH*DIGITAL AMS", "statement", "PXH*DIGITAL"),
        ("PXH*DIGI", "statement", "PXH*DIGITAL"),
        ("pxh * digital", "statement", "PXH*DIGITAL"),
        ("KORT PIXELHAMN GAM MALMO", "name", "Pixelhamn Games"),
        ("PIXELH", "name", "Pixelhamn Games"),
        ("SUMUP *PIXELHAMN", "name", "Pixelhamn Games"),
        ("REF 261844027718", "reference", "261844027718"),
        ("PXLHMN 0855012", "alike", "Pixelhamn Games"),
        ("P?XELHAMN", "alike", "Pixelhamn Games"),
        ("PIXELHANN", "alike", "Pixelhamn Games"),
        ("NRDLYS 08-55012", "different", None),
        ("PAYPAL *", "different", None),
        ("KORT", "different", None),
        ("***", "different", None),
        ("\u202e\u0000<b>", "different", None),
    ],
)
def test_how_a_text_agrees(text: str, match: str, known: str | None) -> None:
    fact = name_fact(text, payment())

    assert (fact.match, fact.known_as) == (match, known)


@pytest.mark.parametrize(
    "text", ["KAFFEKOMPANIET SODER", "KAFFEKOMPANIET SÃ–DER", "KAFFEKOMPANIET S?", "kaffekompaniet söder"]
)
def test_letters_that_banks_lose_do_not_matter(text: str) -> None:
    assert name_fact(text, payment("Kaffekompaniet Söder", None)).match == "name"


def test_a_hotel_is_not_every_hotel() -> None:
    assert name_fact("HOTEL CONTINENTAL", payment("Hotel Kronhamn", None)).match == "different"


def test_a_payment_without_any_name_agrees_with_no_text() -> None:
    bare = payment("", None, merchant=None, references={})

    assert name_fact("PIXELHAMN", bare).match == "different"


def test_the_words_to_ask_for_are_the_longest_as_written() -> None:
    assert search_words("KORT PXH*DIGITAL AMSTERDAM 12") == ("AMSTERDAM", "DIGITAL")
    assert search_words("* 12 KORT") == ()


# --- Ranking -------------------------------------------------------------------------------------
LINE = StatementLine(Decimal(199), None, date(2026, 11, 20), "PXH*DIGITAL AMS")


def ids(line: StatementLine, *transactions: Transaction) -> list[str]:
    return [each.transaction.id for each in charge_candidates(line, transactions, zone=ZONE)]


def test_more_facts_that_agree_come_first() -> None:
    film = payment("Filmarkivet Plus", None, id="tx_film", references={}, created_at="2026-11-01T05:00:00.000Z",
                   completed_at=None)  # fmt: skip

    found = charge_candidates(LINE, [film, payment()], zone=ZONE)

    assert [(each.transaction.id, each.matched, len(each.facts)) for each in found] == [
        ("tx_game", 3, 3),
        ("tx_film", 1, 3),
    ]
    assert likelihoods(found) == ["most", "less"]


def test_the_same_payment_twice_is_told_as_just_as_likely() -> None:
    found = charge_candidates(LINE, [payment(), payment(id="tx_again")], zone=ZONE)

    assert likelihoods(found) == ["most", "equal"]


@pytest.mark.parametrize("status", ["declined", "failed", "cancelled", "expired"])
def test_what_was_never_charged_is_never_the_charge(status: str) -> None:
    assert ids(LINE, payment(status=status)) == []


def test_the_same_sum_long_before_and_from_elsewhere_is_a_coincidence() -> None:
    old = payment("Filmarkivet Plus", None, references={}, created_at="2026-09-01T05:00:00.000Z", completed_at=None)

    assert ids(LINE, old) == []


def test_the_name_and_the_day_are_enough_when_the_amount_ended_otherwise() -> None:
    assert ids(LINE, payment(amount=build.money(60000))) == ["tx_game"]
    assert ids(StatementLine(Decimal(199), None, None, "PXH*DIGITAL"), payment(amount=build.money(60000))) == []


def test_the_amount_alone_finds_its_payments_and_at_most_five() -> None:
    many = [payment(id=f"tx_{number}") for number in range(8)]

    assert ids(StatementLine(Decimal(199)), *many) == ["tx_0", "tx_1", "tx_2", "tx_3", "tx_4"]
    assert ids(StatementLine(Decimal("412.50")), *many) == []


def test_nearly_the_amount_needs_the_day_or_the_name_beside_it() -> None:
    near = StatementLine(Decimal(204))

    assert ids(near, payment()) == []
    assert ids(msgspec.structs.replace(near, date=date(2026, 11, 19)), payment()) == ["tx_game"]
    assert ids(msgspec.structs.replace(near, text="PIXELHAMN"), payment()) == ["tx_game"]
