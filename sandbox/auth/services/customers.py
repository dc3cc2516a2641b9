"""Customer records."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TypedDict, Unpack
from zoneinfo import available_timezones

import pyotp
from msgspec import UNSET

from sandbox import clock
from sandbox.auth.identifiers import normalised
from sandbox.auth.models import Customer
from sandbox.auth.passwords import password_hash
from sandbox.auth.shapes import ProfilePatch
from sandbox.ids import new_id
from sandbox.problems import validation_failed


class Profile(TypedDict, total=False):
    """What may be known of a customer from the start.

    ``phone`` is E.164, ``locale`` BCP 47, ``timezone`` an IANA name, ``country`` ISO 3166-1 alpha-2, ``totp_secret``
    base 32 (empty: no authenticator app), ``kyc_level`` none, basic or full.
    """

    id: str
    given_name: str
    family_name: str
    email: str
    phone: str
    locale: str
    timezone: str
    country: str
    kyc_level: str
    kyc_status: str
    totp_secret: str
    created_at: datetime


def customer_create(*, identifier: str, password: str, display_name: str, **profile: Unpack[Profile]) -> Customer:
    """Create a customer whose contacts count as verified.

    Raises IntegrityError when the id or identifier is taken, ValueError for a TOTP secret under 112 bits.
    """
    if profile.get("totp_secret"):
        pyotp.TOTP(profile["totp_secret"])
    known: Profile = {"id": new_id("cus"), "created_at": clock.now(), "kyc_level": "full", "kyc_status": "verified"}
    return Customer.objects.create(
        identifier=normalised(identifier),
        password_hash=password_hash(password),
        display_name=display_name,
        email_verified=bool(profile.get("email")),
        phone_verified=bool(profile.get("phone")),
        **{**known, **profile},
    )


def customer_update(*, customer: Customer, patch: ProfilePatch) -> Customer:
    """Change what the patch names; a new contact is unverified. Raises Problem 422 for an unknown time zone."""
    if patch.timezone is not UNSET and patch.timezone not in _timezones():
        raise validation_failed("/timezone", "unknown", "timezone: give an IANA name such as Europe/Stockholm.")
    changed = {
        name: value or ""
        for name in ("display_name", "locale", "timezone", "email", "phone")
        if (value := getattr(patch, name)) is not UNSET and (value or "") != getattr(customer, name)
    }
    unverified = {f"{name}_verified": False for name in ("email", "phone") if name in changed}
    if changed:
        Customer.objects.filter(pk=customer.pk).update(**changed, **unverified)
        customer.refresh_from_db()
    return customer


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())
