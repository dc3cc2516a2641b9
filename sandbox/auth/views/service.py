"""What the service says of itself: health, capabilities, keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox.auth import keys
from sandbox.web import json_response, no_query

_NATIVE = (
    "login.password",
    "mfa.totp",
    "mfa.otp",
    "token.refresh",
    "sessions.list",
    "sessions.revoke",
    "profile.edit",
    "mfa.step_up",
)
_NOT_OFFERED = ("login.redirect", "register", "password.change", "password.reset", "handoff")


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    no_query(request)
    return json_response({"status": "ok"})


def capabilities(request: HttpRequest) -> HttpResponse:
    """Declare per feature whether this backend does it."""
    no_query(request)
    native = {name: {"level": "native"} for name in _NATIVE}
    absent = {name: {"level": "none", "reason": "not_offered"} for name in _NOT_OFFERED}
    document = {
        "contract": "1.0",
        "backend": "sandbox",
        "features": native | absent,
        "currencies": [],
        "limits": {"page": 100},
    }
    return json_response(document, headers={"Cache-Control": "private, max-age=300"})


def jwks(request: HttpRequest) -> HttpResponse:
    """Publish the public keys (RFC 7517)."""
    no_query(request)
    return json_response(keys.public_keys(), headers={"Cache-Control": "public, max-age=300"})
