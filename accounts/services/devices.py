"""A browser that signed in before: the signed cookie that lets its owner past a pause somebody else caused.

The design follows OWASP's device cookies (slow down untrusted clients, keep a separate count for each known one).
The cookie is bound to one identifier, so that a guesser's own device opens nobody else's door.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "accounts.device"
_YEAR = 365 * 24 * 3600
_LONGEST = 2048  # Browsers keep 4096 bytes per cookie; the rest of it is signature and attributes.


def cookie_name() -> str:
    """Return the cookie's name: with the ``__Host-`` prefix (RFC 6265bis) wherever the site is HTTPS."""
    return "__Host-device" if settings.HTTPS else "device"


def identifier_digest(identifier: str) -> str:
    """Return a keyed digest of the identifier, alike for all spellings of case: no personal data in keys or cookies."""
    return salted_hmac("accounts.identifier", identifier.strip().casefold(), algorithm="sha256").hexdigest()[:32]


def device_known(request: HttpRequest, *, digest: str) -> str | None:
    """Return the device secret when this browser signed in before with this very identifier, else None."""
    raw = request.COOKIES.get(cookie_name(), "")
    try:
        held = signing.loads(raw, salt=_SALT, max_age=_YEAR) if len(raw) <= _LONGEST else None
    except signing.BadSignature:
        return None
    if not isinstance(held, dict) or not constant_time_compare(held.get("for", ""), digest):
        return None
    return str(held["device"])


def device_remember(response: HttpResponseBase, *, digest: str, device: str | None) -> None:
    """Set the cookie for a year; without a device secret, or with an oversized one, leave the browser as it is."""
    if not device:
        return
    value = signing.dumps({"for": digest, "device": device}, salt=_SALT, compress=True)
    if len(value) > _LONGEST:
        return
    response.set_cookie(
        cookie_name(), value, max_age=_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/"
    )
