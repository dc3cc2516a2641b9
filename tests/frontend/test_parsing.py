"""What a person may type as an amount, and what is sent back to them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.display import AmountError, parse_amount
from selfcare.domain.money import LARGEST


@pytest.mark.parametrize(
    ("text", "currency", "numbers", "value"),
    [
        ("500", "SEK", "sv_SE", 50000),
        ("500,", "SEK", "sv_SE", 50000),
        ("49,90", "SEK", "sv_SE", 4990),
        ("49.9", "SEK", "sv_SE", 4990),
        ("  1 249,50 kr ", "SEK", "sv_SE", 124950),
        ("1\u00a0249.50", "SEK", "sv_SE", 124950),
        ("1\u202f249\u202f000", "SEK", "sv_SE", 124900000),
        ("1\u2009249", "SEK", "sv_SE", 124900),
        ("SEK 500", "SEK", "sv_SE", 50000),
        ("1.234,50", "SEK", "sv_SE", 123450),
        ("1,234.50", "SEK", "sv_SE", 123450),
        ("1.234.567", "EUR", "sv_SE", 123456700),
        ("1,234", "SEK", "en_GB", 123400),
        ("1.234", "EUR", "de_DE", 123400),
        ("1'234.50", "EUR", "de_CH", 123450),
        ("0,50", "SEK", "sv_SE", 50),
        ("0", "SEK", "sv_SE", 0),
        ("1234", "JPY", "ja_JP", 1234),
        ("1,234", "JPY", "ja_JP", 1234),
        ("1,234", "KWD", "sv_SE", 1234),
        ("0.123", "KWD", "sv_SE", 123),
        ("90071992547409,91", "SEK", "sv_SE", LARGEST),
    ],
)
def test_reads_what_people_write(text: str, currency: str, numbers: str, value: int) -> None:
    assert parse_amount(text, currency, numbers) == value


@pytest.mark.parametrize(
    ("text", "currency", "numbers", "reason"),
    [
        ("", "SEK", "sv_SE", "empty"),
        (" \u00a0 ", "SEK", "sv_SE", "empty"),
        ("kr", "SEK", "sv_SE", "empty"),
        ("five", "SEK", "sv_SE", "unreadable"),
        ("1e5", "SEK", "sv_SE", "unreadable"),
        ("-5", "SEK", "sv_SE", "unreadable"),
        ("\u22125", "SEK", "sv_SE", "unreadable"),
        ("+5", "SEK", "sv_SE", "unreadable"),
        ("12 34", "SEK", "sv_SE", "unreadable"),
        ("1 2345,00", "SEK", "sv_SE", "unreadable"),
        ("1,23.45", "SEK", "sv_SE", "unreadable"),
        ("1..5", "SEK", "sv_SE", "unreadable"),
        (",50", "SEK", "sv_SE", "unreadable"),
        ("٣", "SEK", "sv_SE", "unreadable"),
        ("5\x00", "SEK", "sv_SE", "unreadable"),
        ("NaN", "SEK", "sv_SE", "unreadable"),
        ("500 €", "SEK", "sv_SE", "unreadable"),
        ("1" * 41, "SEK", "sv_SE", "unreadable"),
        ("1,234", "SEK", "sv_SE", "ambiguous"),
        ("1.234", "SEK", "sv_SE", "ambiguous"),
        ("1,234", "KWD", "en_GB", "ambiguous"),
        ("1,2345", "SEK", "sv_SE", "too_many_decimals"),
        ("0,123", "SEK", "sv_SE", "too_many_decimals"),
        ("100,00", "JPY", "ja_JP", "too_many_decimals"),
        (str(10**30), "SEK", "sv_SE", "too_large"),
        ("90071992547409,92", "SEK", "sv_SE", "too_large"),
    ],
)
def test_refuses_what_is_not_one_amount(text: str, currency: str, numbers: str, reason: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse_amount(text, currency, numbers)
    assert caught.value.reason == reason


@given(text=st.text(max_size=60), numbers=st.sampled_from(["sv_SE", "en_GB", "de_CH"]))
def test_any_text_is_an_amount_or_a_reason(text: str, numbers: str) -> None:
    with contextlib.suppress(AmountError):
        assert 0 <= parse_amount(text, "SEK", numbers) <= LARGEST
