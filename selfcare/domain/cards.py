"""Telling a card number from an order number, so that none gets into an address, a history or a log.

The check digit is Luhn's (ISO/IEC 7812-1). Written by hand because no library looks through what people put between
digits, or at digits of other scripts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import accumulate
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode

HIDDEN: Final = "\u2022\u2022\u2022\u2022"
_SHORTEST, _LONGEST = 13, 19
# Digits of any script, and what stands between groups of them: blanks, dashes, dots and joiners nobody sees.
_BETWEEN: Final = r"[\s\u00ad\u200b-\u200f\u2060.\u00b7_/\u2010-\u2015\u2212\uff0d-]{1,3}"
_RUN: Final = re.compile(rf"\d+(?:{_BETWEEN}\d+)*")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", re.ASCII | re.IGNORECASE)
_GROUP: Final = re.compile(r"\d+")


def has_card_number(text: str) -> bool:
    """Tell whether 13 to 19 digits of the text, in one group or in several side by side, end in their check digit."""
    plain = _IBAN.sub(_without_iban, unicodedata.normalize("NFKC", text))
    return any(_is_card(run) for run in _RUN.findall(plain) if len(run) >= _SHORTEST)


def card_numbers_hidden(text: str) -> str:
    """Return the text with a mark in place of each run of figures that holds a card number; else as it is."""
    if not has_card_number(text):
        return text
    hidden = _RUN.sub(lambda run: HIDDEN if _is_card(run[0]) else run[0], unicodedata.normalize("NFKC", text))
    return "" if has_card_number(hidden) else hidden


def without_card_numbers(path: str) -> str:
    """Return the path and query without the parameters that hold a card number; "/" when the path itself does."""
    address, mark, query = path.partition("?")
    if _hides_card(address):
        return "/"
    if not _hides_card(query):
        return path
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if not any(_hides_card(part) for part in pair)]
    return f"{address}{mark}{urlencode(kept)}" if kept else address


def _hides_card(text: str) -> bool:
    """Look also beneath one more layer of percent encoding: an address in a parameter has two."""
    return any(has_card_number(layer) for layer in (text, unquote(text.replace("+", " ")), unquote(unquote(text))))


def _without_iban(found: re.Match[str]) -> str:
    """Leave out a whole account number (ISO 13616): its groups of four may fit a card's check digit by chance."""
    number = found[0].replace(" ", "")
    figures = "".join(str(int(sign, 36)) for sign in number[4:] + number[:4])
    return "" if int(figures) % 97 == 1 else found[0]


def _is_card(run: str) -> bool:
    groups = ["".join(str(int(sign)) for sign in group) for group in _GROUP.findall(run)]
    return any(
        _SHORTEST <= len(digits) <= _LONGEST and _fits(digits)
        for first in range(len(groups))
        for digits in accumulate(groups[first:])
    )


def _fits(digits: str) -> bool:
    return any(sign != "0" for sign in digits) and sum(_luhn([int(sign) for sign in digits])) % 10 == 0


def _luhn(digits: list[int]) -> Iterable[int]:
    yield from digits[-1::-2]
    yield from (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
