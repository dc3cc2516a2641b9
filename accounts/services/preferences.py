"""How a customer reads: language of the words, locale of the numbers, zone of the times (BCP 47, CLDR, IANA tz)."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from django.conf import settings

from selfcare.domain.customer import Customer, Preferences

_LONGEST_TAG = 35  # BCP 47, section 4.4.1: what every reader must accept; a longer tag is rubbish.


def preferences_for(*, customer: Customer, chosen: str | None = None) -> Preferences:
    """Return the customer's preferences; ``chosen`` is the language this browser was switched to, if any.

    The choice made in this browser wins over the profile. Numbers follow the country, not the language: somebody
    who pays in Sweden and reads English still sees ``1 249,00 kr``.
    """
    return Preferences(
        language=_language(chosen) or _language(customer.locale) or settings.LANGUAGE_CODE,
        numbers=numbers_locale(locale=customer.locale, country=customer.country),
        timezone=_zone(customer.timezone),
    )


def numbers_locale(*, locale: str, country: str | None) -> str:
    """Return the CLDR locale for numbers and dates, such as ``sv_SE``.

    A locale that already names the country is taken as it is (``sv-FI`` in FI: ``sv_FI``). Else the country decides
    by CLDR's likely subtags (``en`` in SE: ``sv_SE``). Without a country the locale itself stands, if it has a region.
    """
    own = _cldr(locale)
    region = (country or "").upper()
    if own and own.territory and region in {"", own.territory}:
        return str(own)
    likely = _cldr(f"und_{region}") if len(region) == 2 else None  # noqa: PLR2004 - ISO 3166-1 alpha-2
    return str(likely) if likely and likely.territory == region else Preferences().numbers


def _language(tag: str | None) -> str | None:
    primary = (tag or "")[:_LONGEST_TAG].replace("_", "-").split("-")[0].lower()
    return primary if primary in dict(settings.LANGUAGES) else None


def _cldr(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag[:_LONGEST_TAG].replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return str(settings.DEFAULT_TIMEZONE)
