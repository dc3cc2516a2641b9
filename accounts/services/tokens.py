"""Keep the customer's access token alive: what `selfcare.sessions.tokens` calls, one call at a time per session."""

from __future__ import annotations

from accounts.backends import auth_backend
from accounts.domain import Token
from selfcare.domain.context import Context


def token_refresh(ctx: Context, refresh_token: str) -> Token:
    """Trade the refresh token for new tokens. Raises SignInRequired when the auth service ended the session."""
    return auth_backend().token_refresh(ctx, refresh_token)
