"""Records as the contract's resources."""

from __future__ import annotations

from typing import Any

from sandbox.auth.models import Authentication, Challenge, Customer, Session
from sandbox.auth.services.authentications import Progress
from sandbox.auth.services.challenges import resend_after
from sandbox.clock import rfc3339


def authentication_document(progress: Progress) -> dict[str, Any]:
    """Return the Authentication resource; challenges are those still open."""
    authentication, token = progress
    return {
        "id": authentication.id,
        "status": authentication.status,
        "expires_at": rfc3339(authentication.expires_at),
        "challenges": [_challenge(challenge) for challenge in _open(authentication)],
        "token": token,
        "device": token.device if token else None,
    }


def customer_document(customer: Customer) -> dict[str, Any]:
    """Return the Customer resource."""
    return {
        "id": customer.id,
        "display_name": customer.display_name,
        "given_name": customer.given_name,
        "family_name": customer.family_name,
        "email": _contact(customer.email, verified=customer.email_verified),
        "phone": _contact(customer.phone, verified=customer.phone_verified),
        "locale": customer.locale,
        "timezone": customer.timezone,
        "country": customer.country or None,
        "kyc": {"level": customer.kyc_level, "status": customer.kyc_status},
        "created_at": rfc3339(customer.created_at),
        "external_refs": {},
    }


def session_document(session: Session, *, current: str) -> dict[str, Any]:
    """Return the Session resource; ``current`` is the caller's own session id."""
    return {
        "id": session.id,
        "customer_id": session.customer_id,
        "created_at": rfc3339(session.created_at),
        "last_seen_at": rfc3339(session.last_seen_at),
        "expires_at": rfc3339(session.expires_at),
        "ip": session.ip or None,
        "user_agent": session.user_agent or None,
        "device_label": session.device_label or None,
        "location": None,
        "acr": session.acr,
        "auth_time": rfc3339(session.auth_time),
        "amr": session.amr,
        "current": session.id == current,
        "via": "selfcare",
    }


def _open(authentication: Authentication) -> list[Challenge]:
    if authentication.status != "challenge":
        return []
    still_open = authentication.challenges.filter(answered_at=None, attempts_left__gt=0)
    return list(still_open.order_by("-method", "id"))  # the app before a code that has to be sent


def _challenge(challenge: Challenge) -> dict[str, Any]:
    return {
        "id": challenge.id,
        "method": challenge.method,
        "channel": challenge.channel or None,
        "hint": challenge.hint or None,
        "attempts_left": challenge.attempts_left,
        "resend_after": resend_after(challenge),
    }


def _contact(value: str, *, verified: bool) -> dict[str, Any] | None:
    return {"value": value, "verified": verified} if value else None
