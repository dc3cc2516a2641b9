"""The signed-in person and how they like to read numbers and times. Plain values, no I/O."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Contact(msgspec.Struct, frozen=True):
    value: str
    verified: bool = False


class Customer(msgspec.Struct, frozen=True):
    """The signed-in person, as the auth service knows them; kept in the session so pages need no database."""

    id: str
    display_name: str = ""
    given_name: str = ""
    family_name: str = ""
    email: Contact | None = None
    phone: Contact | None = None
    locale: str = "en"
    timezone: str = "UTC"
    country: str | None = None
    created_at: datetime | None = None


class Preferences(msgspec.Struct, frozen=True):
    """Language of the words, locale of the numbers and dates, and the zone of the times: three separate choices."""

    language: str = "en"
    numbers: str = "sv_SE"
    timezone: str = "Europe/Stockholm"
    theme: str = ""
