"""The questions of an authentication."""

from __future__ import annotations

import math
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from sandbox import clock
from sandbox.auth.codes import otp_send
from sandbox.auth.models import Authentication, Challenge, Customer
from sandbox.ids import new_id
from sandbox.problems import Problem

RESEND_AFTER = timedelta(seconds=30)
MAX_SENDS = 5


def second_factor_channel(*, customer: Customer, acr: str) -> str | None:
    """Return how the customer proves more than a password: app, sms, email; None when no more is needed.

    TOTP is always asked of who has it. Raises Problem 501 when aal2 is asked and there is no way.
    """
    if customer.totp_secret:
        return "app"
    if acr != "aal2":
        return None
    if customer.phone_verified or customer.email_verified:
        return "sms" if customer.phone_verified else "email"
    raise Problem(501, "capability_unavailable", "This customer has no second factor.")


def challenge_create(*, authentication: Authentication, method: str, channel: str = "", send: bool = True) -> Challenge:
    """Ask; a code that has to be sent is sent, or with ``send`` False waits for `challenge_resend`."""
    challenge = Challenge(id=new_id("chl"), authentication=authentication, method=method, channel=channel)
    if method == "otp" and authentication.customer:
        challenge.hint = _hint(authentication.customer, channel)
        if send:
            challenge.sends, challenge.sent_at = 1, clock.now()
            otp_send(challenge, authentication.customer)
    challenge.save()
    return challenge


def challenge_resend(*, authentication: Authentication, customer: Customer) -> None:
    """Send the first or another code, at most every 30 s and five in all.

    Raises Problem 409 when no open challenge has one, 429.
    """
    challenge = authentication.challenges.filter(method="otp", answered_at=None).first()
    if challenge is None:
        raise Problem(409, "invalid_state", "There is no sent code to send again.")
    at = clock.now()
    wait = _wait(challenge, authentication)
    rested = Q(sent_at=None) | Q(sent_at__lte=at - RESEND_AFTER)
    due = Challenge.objects.filter(rested, pk=challenge.pk, sends__lt=MAX_SENDS)
    with transaction.atomic():
        if not due.update(sent_at=at, sends=F("sends") + 1):
            raise Problem(429, "rate_limited", "A code was just sent.", retry_after=wait)
        otp_send(challenge, customer)
        challenge.save(update_fields=["code_hash"])


def resend_after(challenge: Challenge) -> int | None:
    """Return the seconds until a code may be sent, 0 before the first; None for a challenge that sends none."""
    if challenge.sent_at is None:
        return 0 if challenge.method == "otp" else None
    return max(0, math.ceil((challenge.sent_at + RESEND_AFTER - clock.now()).total_seconds()))


def _wait(challenge: Challenge, authentication: Authentication) -> int:
    if challenge.sends < MAX_SENDS:
        return max(1, resend_after(challenge) or 0)
    return max(1, int((authentication.expires_at - clock.now()).total_seconds()))


def _hint(customer: Customer, channel: str) -> str:
    if channel == "sms":
        return f"••• ••{customer.phone[-2:]}"
    name, _, domain = customer.email.partition("@")
    return f"{name[:1]}•••@{domain}"
