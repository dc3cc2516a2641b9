"""The console's own sessions: one cookie, one row, eight hours. They have nothing to do with a customer's.

Written by hand as the sandbox runs without Django's session and CSRF middleware, which its services have no use for.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sandbox import clock
from sandbox.console.models import ConsoleSession

COOKIE: Final = "console"
_PATH: Final = "/console"
_LIFETIME: Final = timedelta(hours=8)


def session_begin(response: HttpResponse, *, merchant_id: str) -> None:
    """Sign in as the merchant, with a token that no earlier page can have known, and forget sessions that are over."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    ConsoleSession.objects.filter(expires_at__lte=now).delete()
    ConsoleSession.objects.create(token_hash=_hash(token), merchant_id=merchant_id, expires_at=now + _LIFETIME)
    response.set_cookie(
        COOKIE,
        token,
        max_age=_LIFETIME,
        path=_PATH,
        secure=settings.PUBLIC_URL.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def session_end(request: HttpRequest, response: HttpResponse) -> None:
    """Sign out: the token is worth nothing from now on, wherever it is kept."""
    ConsoleSession.objects.filter(token_hash=_hash(_token(request))).delete()
    response.delete_cookie(COOKIE, path=_PATH, samesite="Lax")


def merchant_of(request: HttpRequest) -> str | None:
    """Return the id of the merchant somebody is signed in as, None when nobody is."""
    found = ConsoleSession.objects.filter(token_hash=_hash(_token(request)), expires_at__gt=clock.now())
    return found.values_list("merchant_id", flat=True).first()


def csrf_token(request: HttpRequest) -> str:
    """Return what each form of this session carries; made of the session's token, so that it ends with it."""
    return hmac.new(settings.SECRET_KEY.encode(), f"console-form:{_token(request)}".encode(), "sha256").hexdigest()


def csrf_holds(request: HttpRequest) -> bool:
    """Say whether a form comes from a page of this session."""
    given = request.POST.get("csrf", "").encode("utf-8", "replace")
    return hmac.compare_digest(given, csrf_token(request).encode())


def _token(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
