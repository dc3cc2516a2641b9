"""Sessions: beginning, listing, ending."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from django.core import signing

from sandbox import clock
from sandbox.auth.models import Authentication, Session
from sandbox.auth.networks import truncated
from sandbox.auth.user_agents import device_label
from sandbox.ids import new_id
from sandbox.problems import Problem, bad_request, not_found

log = logging.getLogger("sandbox.auth")

LIFETIME = timedelta(hours=24)
_SALT = "sandbox.auth.sessions"


def session_create(*, authentication: Authentication) -> Session:
    """Begin the session that a completed authentication earned."""
    at = clock.now()
    return Session.objects.create(
        id=new_id("ses"),
        customer_id=authentication.customer_id or "",
        created_at=at,
        last_seen_at=at,
        expires_at=at + LIFETIME,
        ip=truncated(authentication.ip),
        user_agent=authentication.user_agent,
        device_label=device_label(authentication.user_agent),
        acr="aal2" if "mfa" in authentication.amr else "aal1",
        amr=authentication.amr,
        auth_time=at,
        refresh_nonce=secrets.token_hex(32),
        rotated_at=at,
    )


def session_step_up(*, authentication: Authentication) -> Session:
    """Note on the session what it just proved, and for which action. Raises Problem 410 when it ended meanwhile."""
    alive = Session.objects.filter(id=authentication.session_id, revoked_at=None)
    if not alive.update(
        step_up_id=new_id("stp"),
        step_up_amr=authentication.amr,
        stepped_up_at=clock.now(),
        act_hash=authentication.act_hash,
    ):
        raise Problem(410, "gone", "This session is over.")
    return Session.objects.get(id=authentication.session_id)


def session_list(*, customer_id: str, limit: int, cursor: str | None) -> tuple[list[Session], str | None]:
    """Return the customer's live sessions, newest first, and the next page's cursor; Problem 400 on a bad one."""
    live = Session.objects.filter(customer_id=customer_id, revoked_at=None, expires_at__gt=clock.now()).order_by("-id")
    if cursor is not None:
        live = live.filter(id__lt=_after(cursor, customer_id))
    found = list(live[: limit + 1])
    more = len(found) > limit
    return found[:limit], signing.dumps([customer_id, found[limit - 1].id], salt=_SALT) if more else None


def session_revoke(*, session_id: str, customer_id: str) -> None:
    """End one of the customer's sessions at once. Raises Problem 404 for one that is not theirs or not alive."""
    if not _end(reason="customer", id=session_id, customer_id=customer_id):
        raise not_found()


def sessions_revoke(*, customer_id: str, keep: str | None = None) -> int:
    """End all of the customer's sessions but ``keep``; returns how many."""
    others = Session.objects.filter(customer_id=customer_id, revoked_at=None).exclude(id=keep or "")
    return others.update(revoked_at=clock.now(), revoked_reason="customer")


def session_end(*, session: Session, reason: str) -> None:
    """End a session for a reason of the service's own; an ended one stays as it is."""
    log.info("session ended session=%s reason=%s", session.id, reason)
    _end(reason=reason, id=session.id)


def _end(*, reason: str, **which: str) -> bool:
    return Session.objects.filter(revoked_at=None, **which).update(revoked_at=clock.now(), revoked_reason=reason) == 1


def _after(cursor: str, customer_id: str) -> str:
    try:
        owner, last = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError):
        owner, last = None, ""
    if owner != customer_id:
        raise bad_request("/cursor", "invalid", "cursor: use next_cursor of the page before, unchanged.")
    return str(last)
