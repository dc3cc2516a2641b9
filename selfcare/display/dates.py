"""Dates as words and times as figures. Words follow the page language, the clock follows the number format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import lru_cache

from babel import Locale
from babel.dates import format_time, get_day_names, get_month_names


@dataclass(frozen=True, slots=True)
class Names:
    """Names of days (Monday first) and months (January at 1) in one language, short ones without a dot."""

    day: tuple[str, ...]
    day_short: tuple[str, ...]
    month: tuple[str, ...]
    month_short: tuple[str, ...]


@lru_cache(maxsize=32)
def names(language: str) -> Names:
    """Read the names of ``language`` (CLDR)."""
    locale = Locale.parse(language, sep="-")
    return Names(
        day=_row(get_day_names("wide", "format", locale), 0, 7),
        day_short=_row(get_day_names("abbreviated", "format", locale), 0, 7),
        month=_row(get_month_names("wide", "format", locale), 1, 12),
        month_short=_row(get_month_names("abbreviated", "format", locale), 1, 12),
    )


@lru_cache(maxsize=8 * 1440)
def minute_text(numbers: str, hour: int, minute: int) -> str:
    """Write a time of day to the minute as the locale ``numbers`` does; cached, a day has 1,440 of them."""
    return format_time(time(hour, minute), "short", locale=numbers)


@lru_cache(maxsize=8192)
def second_text(numbers: str, hour: int, minute: int, second: int) -> str:
    """Write a time of day to the second as the locale ``numbers`` does."""
    return format_time(time(hour, minute, second), "medium", locale=numbers)


def first_upper(text: str) -> str:
    """Raise the first letter: Swedish writes days in lower case, headings do not."""
    return text[:1].upper() + text[1:]


def _row(table: object, first: int, count: int) -> tuple[str, ...]:
    return ("",) * first + tuple(str(table[n]).rstrip(".") for n in range(first, first + count))  # type: ignore[index]  # Babel's tables are untyped mappings
