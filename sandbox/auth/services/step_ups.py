"""Confirming one action within a session: by the authenticator app, or by a code sent in words that name the action."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from sandbox import clock
from sandbox.actions import Action, action_hash, action_text
from sandbox.auth.models import Authentication, Customer, Session
from sandbox.auth.services.authentications import Progress, authentication_new
from sandbox.auth.services.challenges import challenge_create
from sandbox.auth.shapes import Client
from sandbox.problems import Problem

MOST_STARTED = 10
_WINDOW = timedelta(minutes=10)


def step_up_start(*, session_id: str, action: Action, client: Client) -> Progress:
    """Ask the session's customer to confirm ``action``.

    Whoever has an authenticator app is asked for its code, and a code by mail waits until `authentication_resend`
    asks for it; anybody else gets the mail at once. Raises Problem 429 after ten in ten minutes, 501 without a way.
    """
    session = Session.objects.select_related("customer").get(id=session_id)
    _often_check(session)
    customer = session.customer
    channel = _channel(customer)
    authentication = _new(session, action, client)
    with transaction.atomic():
        authentication.save()
        if customer.totp_secret:
            challenge_create(authentication=authentication, method="totp", channel="app")
        if channel:
            challenge_create(
                authentication=authentication, method="otp", channel=channel, send=not customer.totp_secret
            )
    return Progress(authentication)


def _new(session: Session, action: Action, client: Client) -> Authentication:
    authentication = authentication_new(session.customer.identifier, session.customer, "aal2", client)
    authentication.purpose = "step_up"
    authentication.session = session
    authentication.act_hash = action_hash(action)
    authentication.act_text = action_text(action)
    return authentication


def _channel(customer: Customer) -> str:
    if customer.email_verified or customer.phone_verified:
        return "email" if customer.email_verified else "sms"
    if customer.totp_secret:
        return ""
    raise Problem(501, "capability_unavailable", "This customer has no second factor.")


def _often_check(session: Session) -> None:
    """Every start sends a mail: somebody else's inbox is no toy."""
    at = clock.now()
    recent = Authentication.objects.filter(session=session, purpose="step_up", created_at__gt=at - _WINDOW)
    starts = list(recent.order_by("-created_at").values_list("created_at", flat=True)[:MOST_STARTED])
    if len(starts) == MOST_STARTED:
        wait = max(1, int((starts[-1] + _WINDOW - at).total_seconds()))
        raise Problem(429, "rate_limited", "Too many codes were asked for. Wait, then try again.", retry_after=wait)
