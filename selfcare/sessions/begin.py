"""Beginning and ending a session: the key changes, the tokens move to their vault, the customer's index follows."""

from __future__ import annotations

from typing import cast

import msgspec
from django.contrib.sessions.backends.base import UpdateError
from django.middleware.csrf import rotate_token

from selfcare import events
from selfcare.domain.customer import Customer, Preferences
from selfcare.domain.errors import SignInRequired
from selfcare.http import AppRequest
from selfcare.sessions import tokens
from selfcare.sessions.context import context_for
from selfcare.sessions.store import ABSOLUTE_SECONDS, delete_by_digest, index_key
from selfcare.sessions.tokens import TokenLike
from selfcare.stores import sessions, store_errors
from selfcare.upstream import cache


class SessionBegun(msgspec.Struct, frozen=True):
    """A customer has signed in; ``zone`` is theirs, IANA. Published once per session, in its request."""

    customer_id: str
    zone: str


def sign_in(request: AppRequest, token: TokenLike, customer: Customer, prefs: Preferences) -> None:
    """Begin a signed-in session under a new key; whatever the old one held is gone (session fixation).

    Tokens go to their vault; ``request`` is the customer's from here on. Raises StoreUnavailable.
    """
    session = request.session
    session.flush()
    session["customer_id"] = customer.id
    session["customer"] = msgspec.to_builtins(customer)
    session["prefs"] = msgspec.to_builtins(prefs)
    session["acr"], session["auth_time"] = getattr(token, "acr", ""), getattr(token, "auth_time", 0)
    session.create()
    tokens.keep(session.digest, token)
    _index(customer.id, session.digest)
    rotate_token(request)
    request.customer, request.prefs = customer, prefs
    request.ctx = context_for(request)
    events.publish(SessionBegun(customer.id, prefs.timezone))


def step_up(request: AppRequest, token: TokenLike, *, instead_of: str) -> None:
    """Go on under a new key with tokens that carry a fresh proof; the old cookie is worth nothing.

    ``instead_of`` is `tokens.generation` from before the proof: when another request refreshed meanwhile, its tokens
    are newer, and are traded for ones that carry the proof too. The CSRF secret stays, for forms in other tabs.
    Raises StoreUnavailable, and SignInRequired when the session was ended meanwhile.
    """
    if request.ctx is None:
        raise SignInRequired
    session = request.session
    if not tokens.keep(session.digest, token, instead_of=instead_of):
        tokens.renew(request.ctx)
    session["acr"], session["auth_time"] = getattr(token, "acr", ""), getattr(token, "auth_time", 0)
    try:
        session.cycle_key()
    except UpdateError as error:
        raise SignInRequired from error
    session.token = None
    request.ctx = context_for(request)


def sign_out(request: AppRequest) -> None:
    """End this session here and for every copy of its cookie. Raises StoreUnavailable: then nothing has ended."""
    request.session.flush()
    rotate_token(request)
    request.customer, request.ctx = None, None


def touch(request: AppRequest) -> None:
    """Note that the person is there; written at most once a minute."""
    request.session.touch()


def end_all(customer_id: str) -> int:
    """End every session of a customer, on every device, and forget their answers. Returns how many.

    Raises StoreUnavailable.
    """
    with store_errors():
        members = cast("set[bytes]", sessions().smembers(index_key(customer_id)))
    for member in members:
        delete_by_digest(member.decode())
    cache.forget(customer_id)  # also when Redis forgot the sessions before us
    return len(members)


def _index(customer_id: str, digest: str) -> None:
    with store_errors():
        pipeline = sessions().pipeline(transaction=False)
        pipeline.sadd(index_key(customer_id), digest)
        pipeline.expire(index_key(customer_id), ABSOLUTE_SECONDS)
        pipeline.execute()
