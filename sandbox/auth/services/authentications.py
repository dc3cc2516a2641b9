"""Signing in: a password, then a code when the customer has TOTP or the caller asks for aal2. Step-ups end here too."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from sandbox import clock
from sandbox.auth import guessing
from sandbox.auth.codes import otp_matches, totp_matches
from sandbox.auth.guessing import Attempt
from sandbox.auth.identifiers import identifier_key, normalised
from sandbox.auth.models import Authentication, Challenge, Customer
from sandbox.auth.passwords import password_matches
from sandbox.auth.services.challenges import challenge_create, challenge_resend, second_factor_channel
from sandbox.auth.services.devices import device_hash, device_known, device_remember
from sandbox.auth.services.sessions import session_create, session_step_up
from sandbox.auth.services.tokens import token_issue
from sandbox.auth.shapes import Client, Token
from sandbox.problems import Problem, not_found, validation_failed

log = logging.getLogger("sandbox.auth")

LIFETIME = timedelta(minutes=10)
# RFC 8176 names for what was proven.
_AMR = {"password": ["pwd"], "totp": ["otp", "mfa"], "otp": ["otp", "mfa"]}


class Progress(NamedTuple):
    """An authentication, and the token when it just succeeded: handed out once."""

    authentication: Authentication
    token: Token | None = None


def authentication_start(*, identifier: str, password: str | None, acr: str, client: Client) -> Progress:
    """Begin a sign-in.

    Raises Problem 401 `invalid_credentials` alike for a wrong password and an unknown identifier, 423 and 429 of the
    guessing rules, 501 when aal2 is asked of somebody who has no second factor.
    """
    customer = Customer.objects.filter(identifier=normalised(identifier)).first()
    authentication = authentication_new(identifier, customer, acr, client)
    if password is None:
        authentication.save()
        challenge_create(authentication=authentication, method="password")
        return Progress(authentication)
    attempt = _attempt(authentication)
    if not password_matches(customer.password_hash if customer else None, password):
        raise invalid_credentials(attempt.left)
    authentication.amr = _AMR["password"]
    return _advance(authentication, attempt)


def authentication_answer(*, authentication_id: str, challenge_id: str, method: str, value: str) -> Progress:
    """Answer a challenge.

    Raises Problem 401 `invalid_credentials` with attempts_left, 404, 410 when it is over, 422 for another challenge's
    id or method, 423 and 429 of the guessing rules.
    """
    authentication = authentication_get(authentication_id=authentication_id)
    challenge = _open_challenge(authentication, challenge_id, method)
    attempt = _attempt(authentication)
    _try_take(challenge, attempt)
    if not _proves(authentication.customer, challenge, value):
        raise _wrong(authentication, challenge, attempt)
    with transaction.atomic():
        _answered(challenge)
        authentication.refresh_from_db()
        authentication.amr = [*authentication.amr, *_AMR[method]]
        return _advance(authentication, attempt)


def authentication_get(*, authentication_id: str) -> Authentication:
    """Return it, its status made true by the clock. Raises Problem 404."""
    found = Authentication.objects.select_related("customer").filter(id=authentication_id).first()
    if found is None:
        raise not_found()
    if found.status == "challenge" and found.expires_at <= clock.now():
        found.status = "expired"
    return found


def authentication_resend(*, authentication_id: str) -> Authentication:
    """Send a new code in place of the last. Raises Problem 404, 409 when nothing was sent, 410, 429 within 30 s."""
    authentication = authentication_get(authentication_id=authentication_id)
    _alive(authentication)
    if authentication.customer is None:
        raise Problem(409, "invalid_state", "There is no sent code to send again.")
    challenge_resend(authentication=authentication, customer=authentication.customer)
    return authentication


def invalid_credentials(left: int) -> Problem:
    """Return the one 401 for everything that may be wrong; ``left`` is how many tries remain."""
    # Not whose: the log would tell known identifiers from unknown ones.
    log.info("sign-in refused attempts_left=%s", left)
    detail = "The sign-in details are not right."
    headers = {"WWW-Authenticate": "Bearer"}  # RFC 9110, section 15.5.2: every 401 names a way in
    return Problem(401, "invalid_credentials", detail, retryable=False, headers=headers, attempts_left=left)


def authentication_new(identifier: str, customer: Customer | None, acr: str, client: Client) -> Authentication:
    """Return an authentication that has not been asked or saved yet."""
    at = clock.now()
    return Authentication(
        # Whoever knows this id may answer the challenge: as long and random as a token.
        id=f"aut_{secrets.token_urlsafe(24)}",
        customer=customer,
        identifier_key=identifier_key(identifier),
        acr=acr,
        ip=client.ip,
        user_agent=client.user_agent[:512],
        device_hash=device_hash(client.device),
        created_at=at,
        expires_at=at + LIFETIME,
    )


def _attempt(authentication: Authentication) -> Attempt:
    known = device_known(device=authentication.device_hash, customer=authentication.customer)
    key = f"{authentication.device_hash[:32]}:{authentication.customer_id}" if known else None
    rules = guessing.limits(identifier_key=authentication.identifier_key, ip=authentication.ip, device_key=key)
    return guessing.attempt_begin(rules)


def _advance(authentication: Authentication, attempt: Attempt) -> Progress:
    """Ask for what is missing, or finish."""
    customer = authentication.customer
    if customer is None:
        raise invalid_credentials(attempt.left)
    channel = None if "mfa" in authentication.amr else second_factor_channel(customer=customer, acr=authentication.acr)
    with transaction.atomic():
        if channel is None:
            return _succeed(authentication, customer, attempt)
        authentication.save()
        method = "totp" if channel == "app" else "otp"
        challenge_create(authentication=authentication, method=method, channel=channel)
    return Progress(authentication)


def _succeed(authentication: Authentication, customer: Customer, attempt: Attempt) -> Progress:
    signs_in = authentication.purpose == "login"
    earned = session_create if signs_in else session_step_up
    authentication.session = earned(authentication=authentication)
    authentication.status = "succeeded"
    authentication.save()
    guessing.attempt_succeeded(attempt)
    log.info("%s succeeded customer=%s session=%s", authentication.purpose, customer.id, authentication.session.id)
    device = device_remember(device=authentication.device_hash, customer=customer) if signs_in else None
    return Progress(authentication, token_issue(session=authentication.session, device=device))


def _alive(authentication: Authentication) -> None:
    if authentication.status != "challenge":
        raise Problem(410, "gone", "This sign-in is over. Start again.")


def _open_challenge(authentication: Authentication, challenge_id: str, method: str) -> Challenge:
    _alive(authentication)
    challenge = authentication.challenges.filter(id=challenge_id).first()
    if challenge is None:
        raise validation_failed("/challenge", "unknown", "challenge: give the id of a challenge of this sign-in.")
    if challenge.method != method:
        raise validation_failed("/method", "mismatch", f"method: this challenge is answered by {challenge.method}.")
    if challenge.answered_at or not challenge.attempts_left:
        raise Problem(410, "gone", "This challenge is over.")
    return challenge


def _try_take(challenge: Challenge, attempt: Attempt) -> None:
    """Count the try on the challenge before it is checked: parallel tries cannot exceed five."""
    open_ones = Challenge.objects.filter(pk=challenge.pk, attempts_left__gt=0, answered_at=None)
    if not open_ones.update(attempts_left=F("attempts_left") - 1):
        guessing.attempt_undo(attempt)
        raise Problem(410, "gone", "This challenge is over.")
    challenge.refresh_from_db()


def _proves(customer: Customer | None, challenge: Challenge, value: str) -> bool:
    if challenge.method == "password":
        return password_matches(customer.password_hash if customer else None, value)
    if customer is None:
        return False
    return totp_matches(customer, value) if challenge.method == "totp" else otp_matches(challenge, value)


def _wrong(authentication: Authentication, challenge: Challenge, attempt: Attempt) -> Problem:
    if not challenge.attempts_left:
        Authentication.objects.filter(pk=authentication.pk, status="challenge").update(status="failed")
    return invalid_credentials(min(challenge.attempts_left, attempt.left))


def _answered(challenge: Challenge) -> None:
    once = Challenge.objects.filter(pk=challenge.pk, answered_at=None)
    if not once.update(answered_at=clock.now()):
        raise Problem(410, "gone", "This challenge is over.")
