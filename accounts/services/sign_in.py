"""Sign in: a password, and a code when the auth service asks for one. Passwords are passed on and never kept."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import msgspec

from accounts.backends import auth_backend
from accounts.domain import CODE_METHODS, Authentication, Challenge, PendingSignIn, SignedIn, Token
from accounts.services.context import visitor_context, visitor_errors
from accounts.services.devices import device_known, identifier_digest
from accounts.services.guessing import answer_count, resend_count, sign_in_count, sign_in_forgive
from accounts.services.pending import LIFETIME, pending_drop, pending_save
from accounts.services.preferences import preferences_for
from selfcare import logs, sessions
from selfcare.domain.errors import (
    CapabilityUnavailable,
    Gone,
    InvalidCredentials,
    Locked,
    RateLimited,
    SelfcareError,
    UpstreamFailed,
)
from selfcare.http import AppRequest
from selfcare.middleware.request import LANGUAGE_COOKIE


def sign_in_start(
    *, request: AppRequest, identifier: str, password: str, next_path: str = "/"
) -> SignedIn | PendingSignIn:
    """Try identifier and password. Returns the begun session, or what is kept while a code is awaited.

    Raises RateLimited before the auth service is asked; InvalidCredentials and Locked when it refuses; UpstreamFailed
    and its kinds when it cannot answer, which is never told as a wrong password.
    """
    digest = identifier_digest(identifier)
    device = device_known(request, digest=digest)
    ctx = visitor_context(request)
    sign_in_count(digest=digest, client_ip=ctx.client_ip, device=device)
    with _noted(digest):
        with visitor_errors():
            answer = auth_backend().authentication_start(
                ctx, purpose="login", identifier=identifier, password=password, device=device
            )
        if answer.status == "challenge":
            return _await_code(request, answer=answer, digest=digest, next_path=next_path)
        return _begin(request, answer=answer, digest=digest)


def sign_in_answer(*, request: AppRequest, pending: PendingSignIn, code: str) -> SignedIn:
    """Answer the code challenge. Raises InvalidCredentials (try again), Gone or Locked (start again), RateLimited."""
    ctx, challenge = visitor_context(request), pending.challenge
    with _noted(pending.digest), _step(request, pending):
        answer_count(challenge_id=challenge.id, client_ip=ctx.client_ip)
        with visitor_errors(missing=Gone):
            answer = auth_backend().authentication_answer(
                ctx, pending.authentication_id, challenge=challenge.id, method=challenge.method, value=code
            )
        return _begin(request, answer=answer, digest=pending.digest)


def sign_in_resend(*, request: AppRequest, pending: PendingSignIn) -> PendingSignIn:
    """Have a new code sent. Raises CapabilityUnavailable when the code is not one that is sent, RateLimited, Gone."""
    with _step(request, pending):
        wait = pending.resend_in
        if wait is None:
            raise CapabilityUnavailable
        if wait:
            raise RateLimited(retry_after=wait)
        resend_count(digest=pending.digest)
        with visitor_errors(missing=Gone):
            auth_backend().authentication_resend(visitor_context(request), pending.authentication_id)
    renewed = msgspec.structs.replace(pending, resend_at=_resend_at(pending.challenge))
    pending_save(request, renewed)
    return renewed


@contextlib.contextmanager
def _noted(digest: str) -> Iterator[None]:
    """Write refused proofs to the security log (OWASP's words); who it was stays a digest."""
    try:
        yield
    except InvalidCredentials:
        logs.security("authn_login_fail", who=digest[:16])
        raise
    except Locked:
        logs.security("authn_login_lock", who=digest[:16])
        raise


@contextlib.contextmanager
def _step(request: AppRequest, pending: PendingSignIn) -> Iterator[None]:
    """Work on a half-done sign-in; forget it when it turns out to be over."""
    if pending.expired:
        pending_drop(request)
        raise Gone
    try:
        yield
    except (Gone, Locked):
        pending_drop(request)
        raise


def _await_code(request: AppRequest, *, answer: Authentication, digest: str, next_path: str) -> PendingSignIn:
    challenge = next((one for one in answer.challenges if one.method in CODE_METHODS), None)
    if challenge is None:
        raise CapabilityUnavailable
    pending = PendingSignIn(
        authentication_id=answer.id,
        challenge=challenge,
        digest=digest,
        next_path=next_path,
        expires_at=min(answer.expires_at.timestamp(), time.time() + LIFETIME),
        resend_at=_resend_at(challenge),
    )
    request.session.flush()  # a new key for every step of trust (session fixation)
    pending_save(request, pending)
    return pending


def _begin(request: AppRequest, *, answer: Authentication, digest: str) -> SignedIn:
    token = token_of(answer)
    try:
        with visitor_errors():
            customer = auth_backend().userinfo(visitor_context(request, token=token))
        if customer.id != token.customer_id:
            raise UpstreamFailed
        chosen = request.COOKIES.get(LANGUAGE_COOKIE)
        sessions.sign_in(request, token, customer, preferences_for(customer=customer, chosen=chosen))
    except SelfcareError:
        _abandon(request, token)
        raise
    logs.log.info("authn_login_success", kind="security", person=logs.person(customer.id), acr=token.acr)
    device = device_known(request, digest=digest)
    sign_in_forgive(digest=digest, client_ip=request.client_ip, device=device)
    return SignedIn(customer=customer, digest=digest, device=answer.device or device)


def token_of(answer: Authentication) -> Token:
    """Return the token of a proof that succeeded. Raises what another status means."""
    if answer.status == "failed":
        raise InvalidCredentials
    if answer.status == "expired":
        raise Gone
    if answer.status != "succeeded" or answer.token is None:
        raise UpstreamFailed
    return answer.token


def _abandon(request: AppRequest, token: Token) -> None:
    """Leave no session behind at the auth service when ours could not begin; its time-out is the second net."""
    with contextlib.suppress(SelfcareError):
        auth_backend().token_revoke(visitor_context(request, token=token), token.refresh_token)


def _resend_at(challenge: Challenge) -> float | None:
    return None if challenge.resend_after is None else time.time() + challenge.resend_after
