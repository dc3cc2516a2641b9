"""Money is exact, and never mixes currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from selfcare.domain.money import LARGEST, Money, exponent


@pytest.mark.parametrize(
    ("money", "major"),
    [
        (Money(12345, "EUR"), Decimal("123.45")),
        (Money(12345, "JPY"), Decimal(12345)),
        (Money(12345, "KWD"), Decimal("12.345")),
        (Money(-5, "SEK"), Decimal("-0.05")),
    ],
)
def test_major_units_follow_the_currency(money: Money, major: Decimal) -> None:
    assert money.decimal == major


@given(some.integers(-LARGEST, LARGEST), some.sampled_from(["SEK", "JPY", "KWD", "CLF"]))
def test_minor_and_major_units_round_trip(value: int, currency: str) -> None:
    assert int(Money(value, currency).decimal.scaleb(exponent(currency))) == value


def test_sums_and_differences() -> None:
    assert Money(100, "SEK") + Money(5, "SEK") - Money(1, "SEK") == Money(104, "SEK")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="exchange rate"):
        Money(1, "SEK") + Money(1, "EUR")


@pytest.mark.parametrize(("value", "currency"), [(2**53, "SEK"), (-(2**53), "SEK"), (1, "kr"), (1, "sek"), (1, "ÅÄÖ")])
def test_what_is_no_money_is_refused(value: int, currency: str) -> None:
    with pytest.raises(ValueError, match=r"value|currency"):
        Money(value, currency)
