"""Tokens after the sign-in: rotation, introspection, revocation."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from sandbox import clock, tokens
from sandbox.auth.models import Session
from sandbox.auth.proofs import proof_of
from sandbox.auth.refresh_tokens import Presented, presented, refresh_token
from sandbox.auth.services.sessions import LIFETIME, session_end
from sandbox.auth.shapes import Token

REPLAY = timedelta(seconds=30)


class InvalidGrantError(Exception):
    """The refresh token does not count (RFC 6749 section 5.2)."""


def token_issue(*, session: Session, device: str | None = None) -> Token:
    """Return an access token and the session's current refresh token."""
    proof = proof_of(session)
    return Token(
        access_token=tokens.issue(session),
        expires_in=tokens.LIFETIME,
        refresh_token=refresh_token(session, session.generation),
        refresh_expires_in=max(0, math.ceil((session.expires_at - clock.now()).total_seconds())),
        session_id=session.id,
        customer_id=session.customer_id,
        acr=proof.acr,
        auth_time=int(proof.auth_time.timestamp()),
        amr=proof.amr,
        device=device,
    )


def token_refresh(*, token: str) -> Token:
    """Rotate the refresh token.

    The one before answers with the same successor for 30 s, for an answer can get lost and two tabs can ask at once.
    Any older one was copied: it ends the session (RFC 9700 section 4.14). Raises InvalidGrantError.
    """
    found = presented(token)
    if found is None:
        raise InvalidGrantError
    if not _rotate(found):
        _replay_check(found)
    found.session.refresh_from_db()
    return token_issue(session=found.session)


def token_introspect(*, token: str) -> dict[str, Any]:
    """Return RFC 7662's document for an access or refresh token; only ``{"active": false}`` for anything else."""
    found = presented(token)
    if found:
        return _refresh_state(found)
    try:
        claims = tokens.verified(token)
    except tokens.InvalidTokenError:
        return {"active": False}
    known = {name: value for name in claims.__struct_fields__ if (value := getattr(claims, name)) is not None}
    return {"active": True, "token_type": "Bearer", "scope": "payments", **known}


def token_revoke(*, token: str) -> None:
    """End the session an access or refresh token belongs to; a token of no session is no failure (RFC 7009)."""
    found = presented(token)
    session = found.session if found else _session_of_access_token(token)
    if session:
        session_end(session=session, reason="revoked")


def _rotate(found: Presented) -> bool:
    # The condition is in the update itself: of any number at once, one wins.
    at = clock.now()
    current = Session.objects.filter(
        id=found.session.id, generation=found.generation, revoked_at=None, expires_at__gt=at
    )
    new = {"generation": found.generation + 1, "rotated_at": at, "last_seen_at": at, "expires_at": at + LIFETIME}
    return current.update(**new) == 1


def _replay_check(found: Presented) -> None:
    session = found.session
    session.refresh_from_db()
    if session.revoked_at or session.expires_at <= clock.now():
        raise InvalidGrantError
    if found.generation == session.generation - 1 and clock.now() - session.rotated_at <= REPLAY:
        return
    session_end(session=session, reason="refresh_token_reused")
    raise InvalidGrantError


def _refresh_state(found: Presented) -> dict[str, Any]:
    session = found.session
    alive = session.revoked_at is None and session.expires_at > clock.now()
    if not alive or found.generation != session.generation:
        return {"active": False}
    expires = int(session.expires_at.timestamp())
    return {
        "active": True,
        "token_type": "refresh_token",
        "sub": session.customer_id,
        "sid": session.id,
        "exp": expires,
    }


def _session_of_access_token(token: str) -> Session | None:
    try:
        return Session.objects.get(id=tokens.verified(token).sid)
    except tokens.InvalidTokenError:
        return None
