"""Sign out: first here, for good; then at the auth service, as well as it goes; and told as it went."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.backends import auth_backend
from accounts.domain import SignedOut
from accounts.services.context import visitor_context
from selfcare import sessions
from selfcare.domain.context import Context
from selfcare.domain.errors import SelfcareError
from selfcare.http import AppRequest
from selfcare.sessions import tokens

_SALT: Final = "accounts.signed-out"
_SHOWN: Final = 600  # seconds the page may be reloaded and still say when


def sign_out(*, request: AppRequest) -> SignedOut:
    """End the session and its tokens, then revoke upstream. Raises StoreUnavailable: then nothing has ended."""
    ctx = visitor_context(request)
    refresh_token = tokens.refresh_token(request.session.digest) if request.customer else ""
    sessions.sign_out(request)
    return SignedOut(
        at=datetime.now(UTC),
        revoked=_revoke(ctx, refresh_token),
        language=request.prefs.language,
        timezone=request.prefs.timezone,
    )


def signed_out_remember(response: HttpResponseBase, done: SignedOut) -> None:
    """Let the next page say when and how it went, and empty what the browser kept of the pages."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    value = signing.dumps(msgspec.to_builtins(done), salt=_SALT)
    response.set_cookie(
        _cookie_name(), value, max_age=_SHOWN, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/"
    )


def signed_out_recall(request: HttpRequest) -> SignedOut | None:
    """Return what the last sign-out left to tell; None when it was long ago, or there was none."""
    try:
        held = signing.loads(request.COOKIES.get(_cookie_name(), "")[:512], salt=_SALT, max_age=_SHOWN)
        return msgspec.convert(held, SignedOut)
    except (signing.BadSignature, msgspec.ValidationError):
        return None


def _revoke(ctx: Context, refresh_token: str) -> bool:
    if not refresh_token:
        return True
    try:
        auth_backend().token_revoke(ctx, refresh_token)
    except SelfcareError:
        return False
    return True


def _cookie_name() -> str:
    return "__Host-signed-out" if settings.HTTPS else "signed-out"
