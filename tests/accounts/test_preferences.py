"""Language, numbers and zone are three choices, and rubbish in a profile never stops a sign-in."""

from __future__ import annotations

import pytest

from accounts.services.preferences import numbers_locale, preferences_for
from selfcare.domain.customer import Customer


@pytest.mark.parametrize(
    ("locale", "country", "expected"),
    [
        ("en", "SE", "sv_SE"),
        ("sv-SE", "SE", "sv_SE"),
        ("sv", "se", "sv_SE"),
        ("sv-FI", "FI", "sv_FI"),
        ("en-GB", "SE", "sv_SE"),
        ("en-GB", None, "en_GB"),
        ("de", "DE", "de_DE"),
        ("en", "US", "en_US"),
        ("en", None, "sv_SE"),
        ("en", "XX", "sv_SE"),
        ("en", "ZZ", "sv_SE"),
        ("../../etc/passwd", "../", "sv_SE"),
        ("", "", "sv_SE"),
        ("x" * 5000, "SE", "sv_SE"),
    ],
)
def test_numbers_follow_the_country(locale: str, country: str | None, expected: str) -> None:
    assert numbers_locale(locale=locale, country=country) == expected


@pytest.mark.parametrize(
    ("locale", "chosen", "expected"),
    [("sv-SE", None, "sv"), ("sv_SE", "en", "en"), ("en", "sv", "sv"), ("de", None, "en"), ("sv", "xx", "sv")],
)
def test_language_is_the_profiles_unless_this_browser_was_switched(
    locale: str, chosen: str | None, expected: str
) -> None:
    assert preferences_for(customer=Customer(id="cus_1", locale=locale), chosen=chosen).language == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Helsinki", "Europe/Helsinki"),
        ("Nowhere/Land", "Europe/Stockholm"),
        ("../../etc/passwd", "Europe/Stockholm"),
        ("", "Europe/Stockholm"),
        ("\x00", "Europe/Stockholm"),
    ],
)
def test_zone_is_the_profiles_when_it_exists(zone: str, expected: str) -> None:
    assert preferences_for(customer=Customer(id="cus_1", timezone=zone)).timezone == expected
