"""The port to the auth service. Adapters implement it; nothing above knows a path or a payload."""

from __future__ import annotations

from typing import Protocol

from accounts.domain import Action, Authentication, Token
from selfcare.domain.context import Context
from selfcare.domain.customer import Customer


class AuthBackend(Protocol):
    """One method per operation of deploy/contracts/auth.yaml that this version uses.

    Raises only `selfcare.domain.errors`: InvalidCredentials (with attempts_left when known), Locked (with
    retry_after), Gone for an expired authentication, UpstreamUnavailable and UpstreamTimeout.
    """

    def authentication_start(
        self, ctx: Context, *, purpose: str, identifier: str | None = None, password: str | None = None,
        device: str | None = None, action: Action | None = None,
    ) -> Authentication:  # fmt: skip
        """Begin a proof: a visitor's sign-in by ``identifier``, or the signed-in customer's step-up for ``action``.

        A step-up's later calls come from the same customer and session, or find nothing.
        """
        ...

    def authentication_answer(
        self, ctx: Context, authentication_id: str, *, challenge: str, method: str, value: str
    ) -> Authentication: ...

    def authentication_resend(self, ctx: Context, authentication_id: str) -> None: ...

    def token_refresh(self, ctx: Context, refresh_token: str) -> Token:
        """Rotate. Raises SignInRequired when the auth service says the session is over."""
        ...

    def token_revoke(self, ctx: Context, refresh_token: str) -> None: ...

    def userinfo(self, ctx: Context) -> Customer: ...
