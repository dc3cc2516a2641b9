"""Reading an amount that a person typed. Babel's parser is not used: it takes "1,234" for either reading."""

from __future__ import annotations

import re
from typing import Final, Literal

from babel.numbers import get_currency_symbol

from selfcare.display.money import NumberPattern, number_pattern
from selfcare.domain.money import LARGEST, exponent

Reason = Literal["empty", "unreadable", "ambiguous", "too_many_decimals", "too_large"]

_LONGEST: Final = 40
_SPACES: Final = " \u00a0\u2009\u202f'\u2019"
_SHAPE: Final = re.compile(rf"[0-9](?:[{_SPACES}.,]?[0-9])*[.,]?", re.ASCII)
_GROUPED: Final = re.compile(rf"[0-9]{{1,3}}(?:([{_SPACES}.,])[0-9]{{3}})(?:\1[0-9]{{3}})*")
_THOUSAND: Final = 3


class AmountError(ValueError):
    """The text is not one amount. ``reason`` says why, for the sentence that tells the fix."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def parse_amount(text: str, currency: str, numbers: str) -> int:
    """Return minor units of ``currency`` for a typed amount; raise AmountError when it is not exactly one.

    Comma and point are both decimal marks, whatever the locale ``numbers`` prefers, and spaces group. A mark that
    could be either (``1,234``) is read only when the locale leaves one reading. No sign: direction is the form's.
    """
    figures = _figures(text, currency, numbers)
    places = exponent(currency)
    whole, decimals = _split(figures, places, number_pattern(numbers))
    if len(decimals) > places:
        raise AmountError("too_many_decimals")
    value = int(_ungrouped(whole) + decimals.ljust(places, "0"))
    if value > LARGEST:
        raise AmountError("too_large")
    return value


def _figures(text: str, currency: str, numbers: str) -> str:
    """Strip spaces and the currency's own code or symbol around the figures."""
    bare = text.strip(_SPACES + "\t\r\n")
    for name in {currency, currency.lower(), get_currency_symbol(currency, numbers)}:
        bare = bare.removeprefix(name).removesuffix(name).strip(_SPACES)
    if not bare:
        raise AmountError("empty")
    if len(bare) > _LONGEST or not _SHAPE.fullmatch(bare):
        raise AmountError("unreadable")
    return bare


def _split(figures: str, places: int, pattern: NumberPattern) -> tuple[str, str]:
    """Cut at the decimal mark, if there is one."""
    marks = [mark for mark in figures if mark in ".,"]
    if not marks:
        return figures, ""
    last = marks[-1]
    if marks.count(last) > 1:
        return figures, ""  # A decimal mark stands once, so this one groups.
    whole, _, decimals = figures.rpartition(last)
    if len(marks) > 1 or any(space in whole for space in _SPACES):
        return whole, decimals  # Something else groups already.
    if len(decimals) == _THOUSAND and _could_group(whole):
        return _either(last, whole, decimals, places, pattern)
    return whole, decimals


def _could_group(whole: str) -> bool:
    return len(whole) <= _THOUSAND and whole[0] != "0"


def _either(mark: str, whole: str, decimals: str, places: int, pattern: NumberPattern) -> tuple[str, str]:
    """Decide "1,234": thousands where the locale groups so, decimals where the currency has three."""
    if mark == pattern.group and places < _THOUSAND:
        return whole + decimals, ""
    if mark == pattern.decimal and places >= _THOUSAND:
        return whole, decimals
    raise AmountError("ambiguous")


def _ungrouped(whole: str) -> str:
    """Drop group marks, which must stand between threes and all be alike."""
    if whole.isdigit():
        return whole
    if not _GROUPED.fullmatch(whole):
        raise AmountError("unreadable")
    return re.sub(r"[^0-9]", "", whole)
