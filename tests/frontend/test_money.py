"""Amounts as people read them: symbol and order by the number format, decimals by the currency, signs by rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.display import Display, display_for, parse_amount
from selfcare.domain.customer import Preferences
from selfcare.domain.money import LARGEST, Money

NUMBERS = ("sv_SE", "en_GB", "de_DE", "fr_FR", "en_IN", "de_CH", "ja_JP")
CURRENCIES = ("SEK", "EUR", "JPY", "KWD", "CLF")
MONEY = st.builds(Money, st.integers(-LARGEST, LARGEST), st.sampled_from(CURRENCIES))


def swedish(language: str = "en") -> Display:
    return display_for(Preferences(language=language, numbers="sv_SE"))


def british() -> Display:
    return display_for(Preferences(language="sv", numbers="en_GB"))


@pytest.mark.parametrize(
    ("money", "in_sweden", "in_britain"),
    [
        (Money(124950, "SEK"), "1 249,50 kr", "SEK 1,249.50"),
        (Money(4990, "EUR"), "49,90 €", "€49.90"),
        (Money(1234, "JPY"), "1 234 JPY", "JP¥1,234"),
        (Money(1234567, "KWD"), "1 234,567 KWD", "KWD 1,234.567"),
        (Money(5, "SEK"), "0,05 kr", "SEK 0.05"),
        (Money(-5, "SEK"), "−0,05 kr", "−SEK 0.05"),
        (Money(100, "XYZ"), "1,00 XYZ", "XYZ 1.00"),
    ],
)
def test_number_format_decides_symbol_and_order(money: Money, in_sweden: str, in_britain: str) -> None:
    assert swedish().money_text(money).replace("\u00a0", " ") == in_sweden
    assert british().money_text(money).replace("\u00a0", " ") == in_britain


def test_page_language_never_changes_an_amount() -> None:
    money = Money(-124950, "SEK")
    assert swedish("en").money(money) == swedish("sv").money(money)


@pytest.mark.parametrize(
    ("sign", "text", "value", "tone"),
    [
        (None, "549,00\u00a0kr", "549.00", ""),
        ("out", "−549,00\u00a0kr", "-549.00", ""),
        ("in", "+549,00\u00a0kr", "549.00", "in"),
        ("off", "549,00\u00a0kr", "549.00", "off"),
        ("net", "+549,00\u00a0kr", "549.00", ""),
    ],
)
def test_sign_says_whether_it_counts(sign: str, text: str, value: str, tone: str) -> None:
    parts = swedish().money(Money(54900, "SEK"), sign)  # type: ignore[arg-type]  # parametrized with its words
    assert (parts.text, parts.value, parts.tone) == (text, value, tone)


def test_negative_sum_and_negative_balance_have_a_true_minus() -> None:
    money = Money(-100, "SEK")
    assert swedish().money(money, "net").sign == swedish().money(money).sign == "\u2212"
    assert swedish().money(money, "net").value == swedish().money(money).value == "-1.00"


@pytest.mark.parametrize("sign", ["in", "out", "net", "off", None])
def test_nothing_has_no_sign(sign: str | None) -> None:
    parts = swedish().money(Money(0, "SEK"), sign)  # type: ignore[arg-type]  # parametrized with its words
    assert (parts.sign, parts.value) == ("", "0.00")


def test_brief_amount_drops_only_empty_decimals() -> None:
    assert swedish().money_brief(Money(200000, "SEK")) == "2\u00a0000\u00a0kr"
    assert swedish().money_brief(Money(200050, "SEK")) == "2\u00a0000,50\u00a0kr"
    assert swedish().money_brief(Money(0, "SEK")) == "0\u00a0kr"
    assert british().money_brief(Money(2000, "JPY")) == "JP¥2,000"


def test_symbol_beside_a_field() -> None:
    assert (swedish().currency_symbol("SEK"), british().currency_symbol("SEK")) == ("kr", "SEK")


def test_numbers_rates_and_indian_groups() -> None:
    india = display_for(Preferences(numbers="en_IN"))
    assert swedish().number(-1234567) == "\u22121\u00a0234\u00a0567"
    assert india.number(1234567) == "12,34,567"
    assert swedish().rate(Decimal("11.4289")) == "11,4289"
    assert british().rate(Decimal("1200.10")) == "1,200.10"
    assert british().rate(Decimal(3)) == "3"


@given(money=MONEY, numbers=st.sampled_from(NUMBERS))
def test_amount_holds_every_digit_and_never_breaks(money: Money, numbers: str) -> None:
    parts = display_for(Preferences(numbers=numbers)).money(money)
    digits = "".join(char for char in parts.text if char.isdigit())
    assert int(digits) == abs(money.value)
    assert " " not in parts.text
    assert "-" not in parts.text
    assert Decimal(parts.value) == money.decimal


@given(money=st.builds(Money, st.integers(0, LARGEST), st.sampled_from(CURRENCIES)), numbers=st.sampled_from(NUMBERS))
def test_typed_amount_is_read_back_exactly(money: Money, numbers: str) -> None:
    typed = display_for(Preferences(numbers=numbers)).money_typed(money)
    assert parse_amount(typed, money.currency, numbers) == money.value


@given(money=st.builds(Money, st.integers(0, LARGEST), st.sampled_from(("SEK", "EUR"))))
def test_shown_amount_can_be_pasted_back(money: Money) -> None:
    assert parse_amount(swedish().money_text(money), money.currency, "sv_SE") == money.value


@pytest.mark.parametrize("prefs", [Preferences(numbers="klingon"), Preferences(timezone="Mars/Base"), Preferences()])
def test_unknown_words_of_a_profile_fall_back_to_the_product_s(prefs: Preferences) -> None:
    display = display_for(prefs)
    assert (display.numbers, display.zone.key) == ("sv_SE", "Europe/Stockholm")
    assert display_for(prefs) is display
