"""Names of currencies as they stand inside a sentence."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from selfcare.display.words import gettext

_CURRENCIES: Final = {
    "SEK": gettext_noop("krona"),
    "EUR": gettext_noop("euro"),
    "NOK": gettext_noop("Norwegian krone"),
    "DKK": gettext_noop("Danish krone"),
    "GBP": gettext_noop("pound"),
    "USD": gettext_noop("dollar"),
    "JPY": gettext_noop("yen"),
    "KWD": gettext_noop("Kuwaiti dinar"),
}


def currency_name(currency: str) -> str:
    """Return "krona" for SEK; the code itself (ISO 4217) for a currency without a name here."""
    return gettext(_CURRENCIES[currency]) if currency in _CURRENCIES else currency
