"""Telling a card number from an order number, so that none gets into an address, a history or a log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_DIGITS: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)", re.ASCII)


def has_card_number(text: str) -> bool:
    """Tell whether 13 to 19 digits in the text end in their check digit (ISO/IEC 7812-1, Luhn)."""
    return any(sum(_luhn(found)) % 10 == 0 for found in _DIGITS.findall(text))


def _luhn(text: str) -> Iterable[int]:
    digits = [int(sign) for sign in text if sign.isdigit()]
    yield from digits[-1::-2]
    yield from (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
