"""The canonical auth contract over HTTP. Only this module knows its paths."""

from __future__ import annotations

import re
from typing import Any, Final

from accounts.domain import Action, Authentication, ClientInfo, Token
from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.customer import Customer
from selfcare.upstream import Upstream, service

_ID: Final = re.compile(r"(?!\.+$)[A-Za-z0-9_.~:-]{1,128}", re.ASCII)


class RestAuthBackend:
    """`AuthBackend` in front of the canonical contract. Calls before sign-in carry no token."""

    def authentication_start(
        self, ctx: Context, *, purpose: str, identifier: str | None = None, password: str | None = None,
        device: str | None = None, action: Action | None = None,
    ) -> Authentication:  # fmt: skip
        client = ClientInfo(ip=ctx.client_ip, user_agent=ctx.user_agent, device=device)
        given = {"identifier": identifier, "password": password, "action": action, "acr": "aal2" if action else None}
        body: dict[str, Any] = {"purpose": purpose, "client": client}
        body.update((name, value) for name, value in given.items() if value is not None)
        return _auth().post(
            ctx, "/v1/authentications", as_=Authentication, doing="start authentication", body=body,
            anonymous=_anonymous(ctx),
        )  # fmt: skip

    def authentication_answer(
        self, ctx: Context, authentication_id: str, *, challenge: str, method: str, value: str
    ) -> Authentication:
        path = f"/v1/authentications/{_id(authentication_id)}/answer"
        body = {"challenge": challenge, "method": method, "value": value}
        return _auth().post(
            ctx, path, as_=Authentication, doing="answer challenge", body=body, anonymous=_anonymous(ctx)
        )

    def authentication_resend(self, ctx: Context, authentication_id: str) -> None:
        path = f"/v1/authentications/{_id(authentication_id)}/resend"
        _auth().post(ctx, path, as_=None, doing="resend code", anonymous=_anonymous(ctx))

    def token_refresh(self, ctx: Context, refresh_token: str) -> Token:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        token = _auth().post(ctx, "/v1/token", as_=Token, doing="refresh token", form=form, anonymous=True)
        if token.customer_id != ctx.customer_id:
            raise errors.SignInRequired
        return token

    def token_revoke(self, ctx: Context, refresh_token: str) -> None:
        form = {"token": refresh_token, "token_type_hint": "refresh_token"}
        _auth().post(ctx, "/v1/revoke", as_=None, doing="revoke token", form=form, anonymous=True)

    def userinfo(self, ctx: Context) -> Customer:
        """Read who is signed in. The answer's own id is the customer; an expected one must match."""
        found = _auth().get(ctx, "/v1/userinfo", as_=Customer, doing="read customer")
        if found.id != ctx.customer_id:
            raise errors.UpstreamFailed
        return found


def _auth() -> Upstream:
    return service("auth")


def _anonymous(ctx: Context) -> bool:
    """Tell whether nobody is signed in yet: then there is no token to send, and no owner to check."""
    return not ctx.customer_id


def _id(value: str) -> str:
    """Return the id when it can be one; anything else cannot exist."""
    if not _ID.fullmatch(value):
        raise errors.NotFound
    return value
