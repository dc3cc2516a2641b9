"""Who is calling: customer access tokens (JWT, RFC 9068) and the token services share among themselves.

The payment service uses this instead of asking `introspect` over HTTP, as both live in one process.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from joserfc import jws, jwt
from joserfc.errors import JoseError

from sandbox import clock
from sandbox.auth.keys import signing_key, verifying_key
from sandbox.auth.models import Session
from sandbox.auth.proofs import proof_of
from sandbox.ids import new_id
from sandbox.problems import Problem

AUDIENCE = "payments"
LIFETIME = 600
_TYPE = "at+jwt"
_MAX_LENGTH = 4096
_SKEW = 60
_Id = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_]{1,64}$")]


class Claims(msgspec.Struct, frozen=True):
    """What an access token says, already verified. Times are seconds since 1970.

    ``step_up`` names the step-up it was issued after and ``act_hash`` the one action that is for (`sandbox.actions`).
    """

    sub: _Id
    sid: _Id
    acr: str
    auth_time: int
    amr: tuple[str, ...]
    iss: str
    aud: str
    exp: int
    iat: int
    jti: str
    step_up: str | None = None
    act_hash: str | None = None


class InvalidTokenError(Exception):
    """Not a token of ours, or not one that counts any more; ``code`` is token_invalid or token_expired."""

    def __init__(self, code: str = "token_invalid") -> None:
        super().__init__(code)
        self.code = code


def bearer(request: HttpRequest) -> Claims:
    """Return the caller's claims. Raises Problem 401 token_missing, token_invalid or token_expired (RFC 6750)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorised("token_missing", "Send the customer's access token as Authorization: Bearer.", "Bearer")
    try:
        return verified(token.strip())
    except InvalidTokenError as error:
        detail = (
            "The access token is no longer valid."
            if error.code == "token_expired"
            else "The access token is not valid."
        )
        raise _unauthorised(error.code, detail, 'Bearer error="invalid_token"') from None


def service(request: HttpRequest) -> None:
    """Let a service through by its X-Service-Token. Raises Problem 401 token_missing or token_invalid."""
    given = request.headers.get("X-Service-Token", "")
    if not given:
        raise _unauthorised("token_missing", "Send the shared token as X-Service-Token.", "Bearer")
    if not constant_time_compare(given, settings.SERVICE_TOKEN):
        raise _unauthorised("token_invalid", "The service token is not valid.", "Bearer")


def issue(session: Session) -> str:
    """Sign an access token of ten minutes for the session."""
    issued = int(clock.now().timestamp())
    proof = proof_of(session)
    stepped_up = {"step_up": proof.step_up, "act_hash": proof.act_hash} if proof.step_up else {}
    claims = {
        "iss": settings.ISSUER,
        "aud": AUDIENCE,
        "sub": session.customer_id,
        "sid": session.id,
        "acr": proof.acr,
        "auth_time": int(proof.auth_time.timestamp()),
        "amr": proof.amr,
        "iat": issued,
        "exp": issued + LIFETIME,
        "jti": new_id("tok"),
        **stepped_up,
    }
    key = signing_key()
    return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": _TYPE}, claims, key, algorithms=["ES256"])


def verified(token: str) -> Claims:
    """Check signature, header, claims and that the session lives. Raises InvalidTokenError."""
    claims = _claims(_signed(token))
    if claims.iss != settings.ISSUER or claims.aud != AUDIENCE or claims.iat > clock.now().timestamp() + _SKEW:
        raise InvalidTokenError
    if claims.exp <= clock.now().timestamp():
        raise InvalidTokenError("token_expired")
    if not Session.objects.filter(id=claims.sid, customer_id=claims.sub, revoked_at=None).exists():
        raise InvalidTokenError
    return claims


def _signed(token: str) -> dict[str, Any]:
    if len(token) > _MAX_LENGTH or not token.isascii():
        raise InvalidTokenError
    try:
        header = jws.extract_compact(token.encode()).headers()
        key = verifying_key(str(header.get("kid", "")))
        if key is None or header.get("typ") != _TYPE:
            raise InvalidTokenError
        # The list of algorithms is ours, never the header's: no `none`, no HS256 with the public key as secret.
        return dict(jwt.decode(token, key, algorithms=["ES256"]).claims)
    except (JoseError, ValueError, TypeError):
        raise InvalidTokenError from None


def _claims(document: dict[str, Any]) -> Claims:
    try:
        return msgspec.convert(document, Claims)
    except msgspec.ValidationError:
        raise InvalidTokenError from None


def _unauthorised(code: str, detail: str, challenge: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": challenge})
