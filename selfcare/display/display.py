"""One object per language, number format and zone that writes everything a page shows of numbers and times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import format_compact_decimal
from django.utils.translation import gettext_noop as _

from selfcare.display.dates import first_upper, minute_text, names, second_text
from selfcare.display.money import MINUS, NO_BREAK, AmountText, Sign, amount_text, money_pattern, number_pattern
from selfcare.display.words import word
from selfcare.domain.customer import Preferences
from selfcare.domain.money import Money

_MORNING: Final = 5
_AFTERNOON: Final = 12
_EVENING: Final = 18
_MILLION: Final = 1_000_000


class DayText(msgspec.Struct, frozen=True):
    """A day as a heading: a name ("Today", "Monday") and the date that always stands with it."""

    name: str
    date: str
    iso: str


@dataclass(frozen=True, slots=True)
class Display:
    """Formats for one reader. ``language`` is of the words, ``numbers`` a locale, ``zone`` of all times of day.

    Moments are aware datetimes; days are dates in the reader's zone, from ``day_of``.
    """

    language: str
    numbers: str
    zone: ZoneInfo

    # --- Money and numbers -------------------------------------------------------------------
    def money(self, money: Money, sign: Sign | None = None) -> AmountText:
        """Return the parts of an amount for the macro ``amount``; see ``amount_text`` for the signs."""
        return amount_text(money, self.numbers, sign)

    def money_text(self, money: Money, sign: Sign | None = None) -> str:
        """Return an amount for the middle of a sentence: no part of it can break over a line."""
        return amount_text(money, self.numbers, sign).text

    def money_brief(self, money: Money) -> str:
        """Return an amount without decimals when they are nought, for limits: "2 000 kr"."""
        parts = amount_text(money, self.numbers)
        is_round = not parts.decimals.strip("0,.")
        return parts.text.replace(parts.decimals, "", 1) if parts.decimals and is_round else parts.text

    def money_typed(self, money: Money) -> str:
        """Return an amount as a person would type it into a field: no symbol, no grouping, no empty decimals."""
        pattern = money_pattern(self.numbers, money.currency)
        places = pattern.places
        whole, decimals = divmod(abs(money.value), 10**places)
        return f"{whole}{pattern.number.decimal}{decimals:0{places}}" if decimals else str(whole)

    def currency_symbol(self, currency: str) -> str:
        """Return the symbol alone, as it stands beside an amount field."""
        pattern = money_pattern(self.numbers, currency)
        return (pattern.before or pattern.after).strip(NO_BREAK)

    def number(self, number: int) -> str:
        """Return a whole number with group marks and a true minus."""
        return (MINUS if number < 0 else "") + number_pattern(self.numbers).whole(str(abs(number)))

    def number_brief(self, number: int) -> str:
        """Return a whole number for a narrow place: from a million on in words, such as "2 mn" (CLDR)."""
        if abs(number) < _MILLION:
            return self.number(number)
        brief = format_compact_decimal(abs(number), locale=self.numbers, fraction_digits=1)
        return (MINUS if number < 0 else "") + brief

    def rate(self, rate: Decimal) -> str:
        """Return an exchange rate with every decimal it came with."""
        whole, _point, decimals = f"{rate:f}".partition(".")
        pattern = number_pattern(self.numbers)
        return pattern.whole(whole) + (pattern.decimal + decimals if decimals else "")

    def list(self, items: Iterable[str]) -> str:
        """Join as the language does: "A, B and C"."""
        return format_list(list(items), locale=_prose(self.language))

    # --- Times of day ------------------------------------------------------------------------
    def local(self, moment: dt.datetime) -> dt.datetime:
        """Return the moment in the reader's zone."""
        return moment.astimezone(self.zone)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Return the reader's day of a moment."""
        return moment.astimezone(self.zone).date()

    def today(self) -> dt.date:
        """Return the reader's day of now."""
        return self.day_of(dt.datetime.now(dt.UTC))

    def time(self, moment: dt.datetime) -> str:
        """Return "14:05"."""
        here = moment.astimezone(self.zone)
        return minute_text(self.numbers, here.hour, here.minute)

    def time_seconds(self, moment: dt.datetime) -> str:
        """Return "14:05:31"."""
        here = moment.astimezone(self.zone)
        return second_text(self.numbers, here.hour, here.minute, here.second)

    def iso(self, moment: dt.datetime) -> str:
        """Return what ``<time datetime>`` takes (RFC 3339), to the second, with the reader's offset."""
        return moment.astimezone(self.zone).isoformat(timespec="seconds")

    # --- Days --------------------------------------------------------------------------------
    def date_short(self, day: dt.date) -> str:
        """Return "19 Nov"."""
        return _date_short(self.language, day)

    def date_month(self, day: dt.date) -> str:
        """Return "19 November"."""
        parts = {"day": day.day, "month": names(self.language).month[day.month]}
        return word(self.language, _("%(day)s %(month)s")) % parts

    def date_year(self, day: dt.date) -> str:
        """Return "19 Nov 2026"."""
        return _date_year(self.language, day)

    def day_short(self, day: dt.date) -> str:
        """Return "Thu 19 Nov"."""
        return _day_short(self.language, day)

    def day(self, day: dt.date, today: dt.date) -> DayText:
        """Return a day's heading; the date is always with it, and the year where it is another one."""
        short = _date_short if day.year == today.year else _date_year
        if day in (today, today - dt.timedelta(days=1)):
            name = word(self.language, _("Today") if day == today else _("Yesterday"))
            return DayText(name, _day_short(self.language, day), day.isoformat())
        weekday = first_upper(names(self.language).day[day.weekday()])
        return DayText(weekday, short(self.language, day), day.isoformat())

    def date_weekday(self, day: dt.date) -> str:
        """Return "Thursday 19 November"; with its year where that is not this one."""
        return _date_weekday(self.language, day) if day.year == self.today().year else self.date_long(day)

    def date_long(self, day: dt.date) -> str:
        """Return "Thursday 19 November 2026"."""
        return _date_long(self.language, day)

    def datetime(self, moment: dt.datetime) -> str:
        """Return "Thu 19 Nov, 14:05"."""
        parts = {"date": self.day_short(self.day_of(moment)), "time": self.time(moment)}
        return word(self.language, _("%(date)s, %(time)s")) % parts

    def datetime_long(self, moment: dt.datetime) -> str:
        """Return "Thursday 19 November 2026, 14:05:31", for the detail of one payment."""
        parts = {"date": self.date_long(self.day_of(moment)), "time": self.time_seconds(moment)}
        return word(self.language, _("%(date)s, %(time)s")) % parts

    def deadline(self, moment: dt.datetime, now: dt.datetime) -> str:
        """Return a clock time: "14:35" today, else with its day, "Thu 19 Nov, 14:35"."""
        return self.time(moment) if self.day_of(moment) == self.day_of(now) else self.datetime(moment)

    def ago(self, moment: dt.datetime, now: dt.datetime) -> str:
        """Return how long ago: "3 minutes ago"."""
        past = min(moment - now, dt.timedelta(0))
        return format_timedelta(past, add_direction=True, locale=_prose(self.language))

    def greeting(self, name: str, now: dt.datetime) -> str:
        """Return "Good afternoon, Elin" by the reader's hour; without a name, the greeting alone."""
        hour = self.local(now).hour
        if _MORNING <= hour < _AFTERNOON:
            pair = (_("Good morning, %(name)s"), _("Good morning"))
        elif _AFTERNOON <= hour < _EVENING:
            pair = (_("Good afternoon, %(name)s"), _("Good afternoon"))
        else:
            pair = (_("Good evening, %(name)s"), _("Good evening"))
        return word(self.language, pair[0]) % {"name": name} if name else word(self.language, pair[1])


def display_for(prefs: Preferences) -> Display:
    """Return the reader's formats; one object for all who read alike."""
    return _display(prefs.language, prefs.numbers, prefs.timezone)


@lru_cache(maxsize=512)
def _display(language: str, numbers: str, timezone: str) -> Display:
    """Build a Display. Words from a profile that no locale or zone database knows become the product's defaults."""
    default = Preferences()
    zone = timezone if timezone in available_timezones() else default.timezone
    return Display(language, numbers if _is_locale(numbers) else default.numbers, ZoneInfo(zone))


@lru_cache(maxsize=32)
def _prose(language: str) -> Locale:
    """Return the locale of sentences: the product's English is British, which has no comma before "and"."""
    return Locale.parse("en-GB" if language == "en" else language, sep="-")


def _is_locale(numbers: str) -> bool:
    try:
        Locale.parse(numbers)
    except (ValueError, UnknownLocaleError):
        return False
    return True


@lru_cache(maxsize=4096)
def _date_short(language: str, day: dt.date) -> str:
    parts = {"day": day.day, "month": names(language).month_short[day.month]}
    return word(language, _("%(day)s %(month)s")) % parts


@lru_cache(maxsize=4096)
def _date_year(language: str, day: dt.date) -> str:
    return word(language, _("%(date)s %(year)s")) % {"date": _date_short(language, day), "year": day.year}


@lru_cache(maxsize=4096)
def _day_short(language: str, day: dt.date) -> str:
    parts = {"weekday": names(language).day_short[day.weekday()], "date": _date_short(language, day)}
    return word(language, _("%(weekday)s %(date)s")) % parts


@lru_cache(maxsize=4096)
def _date_weekday(language: str, day: dt.date) -> str:
    spoken = names(language)
    parts = {"weekday": spoken.day[day.weekday()], "date": f"{day.day} {spoken.month[day.month]}"}
    return first_upper(word(language, _("%(weekday)s %(date)s")) % parts)


@lru_cache(maxsize=4096)
def _date_long(language: str, day: dt.date) -> str:
    spoken = names(language)
    parts = {
        "weekday": spoken.day[day.weekday()],
        "day": day.day,
        "month": spoken.month[day.month],
        "year": day.year,
    }
    return first_upper(word(language, _("%(weekday)s %(day)s %(month)s %(year)s")) % parts)
