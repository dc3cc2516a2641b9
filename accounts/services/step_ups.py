"""Confirm once more who one is, for one action (RFC 9470): asked by a code, bound to what it is for.

What is pending stands in an entry of its own in Redis, by customer and subject: two tabs with two actions never write
over each other, and the session holds none of it. ``subject`` is the id of what waits (an order's), or of a challenge.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

import msgspec

from accounts.backends import auth_backend
from accounts.domain import CODE_METHODS, Action, Authentication, Challenge, PendingStepUp
from accounts.services.guessing import answer_count, resend_count, step_up_count
from accounts.services.pending import LIFETIME
from accounts.services.sign_in import token_of
from selfcare import logs, sessions
from selfcare.domain.context import Context
from selfcare.domain.errors import (
    BadRequest,
    CapabilityUnavailable,
    Conflict,
    Gone,
    InvalidCredentials,
    InvalidInput,
    Locked,
    NotFound,
    RateLimited,
    SelfcareError,
    SignInRequired,
    UpstreamFailed,
)
from selfcare.http import AppRequest
from selfcare.sessions import tokens
from selfcare.stores import PREFIX, store_errors
from selfcare.stores import sessions as store


class Waiting(msgspec.Struct, frozen=True):
    """Something that waits for a step-up. ``action`` is None once it does not any more.

    ``here_url`` is where it stands, ``back_url`` where one changes one's mind.
    """

    action: Action | None
    here_url: str
    back_url: str


class StepUpOwner(Protocol):
    """A feature whose actions wait for step-ups."""

    def waiting(self, *, request: AppRequest, subject: str) -> Waiting:
        """Return what waits. Raises NotFound for what is absent or somebody else's."""
        ...

    def go_on(self, *, request: AppRequest, subject: str) -> str:
        """Carry on after the proof and return the path that shows how it went."""
        ...


_RESEND_SECONDS: Final = 30
_owners: Final[dict[str, StepUpOwner]] = {}


def register_step_up_owner(prefix: str, owner: StepUpOwner) -> None:
    """Name who owns the subjects whose id begins with ``prefix`` and an underscore."""
    _owners[prefix] = owner


def step_up_owner(subject: str) -> StepUpOwner:
    """Return the owner of a subject. Raises NotFound for an id of no known kind."""
    owner = _owners.get(subject.partition("_")[0])
    if owner is None:
        raise NotFound
    return owner


def step_up_start(*, ctx: Context, action: Action, subject: str = "") -> PendingStepUp:
    """Ask for a proof; a code that is sent is sent now. Without a ``subject`` it is pending by its challenges' ids.

    Raises RateLimited, CapabilityUnavailable when the customer has no second factor, UpstreamFailed and its kinds.
    """
    step_up_count(customer_id=ctx.customer_id)
    with _meanings(wrong=UpstreamFailed):
        answer = auth_backend().authentication_start(ctx, purpose="step_up", action=action)
    pending = _pending(answer, action)
    for each in (subject,) if subject else tuple(challenge.id for challenge in pending.challenges):
        _save(ctx, each, pending)
    return pending


def step_up_load(*, ctx: Context, subject: str, action: Action | None = None) -> PendingStepUp | None:
    """Return what is pending for the subject; None when nothing is, or when it is for another ``action``."""
    with store_errors():
        held = store().get(_key(ctx, subject))
    try:
        pending = msgspec.json.decode(held, type=PendingStepUp) if isinstance(held, bytes) else None
    except msgspec.MsgspecError:  # written by another version of the product
        return None
    if pending is None or pending.expires_at <= time.time() or action not in (None, pending.action):
        return None
    return pending


def step_up_answer(
    *, request: AppRequest, subject: str, pending: PendingStepUp, challenge: Challenge, code: str
) -> None:
    """Try a code. Afterwards the session has a new key and a token that carries the proof.

    Raises InvalidCredentials (try again), Gone or Locked (ask again), RateLimited, UpstreamFailed and its kinds.
    """
    ctx = _context(request)
    answer_count(challenge_id=challenge.id, client_ip=ctx.client_ip)
    before = tokens.generation(ctx)
    with _ending(ctx, subject), _meanings(wrong=InvalidCredentials):
        answer = auth_backend().authentication_answer(
            ctx, pending.authentication_id, challenge=challenge.id, method=challenge.method, value=code
        )
        token = token_of(answer)
    if token.customer_id != ctx.customer_id:
        raise UpstreamFailed
    _drop(ctx, subject)
    sessions.step_up(request, token, instead_of=before)
    logs.log.info("authn_step_up_success", kind="security", person=logs.person(ctx.customer_id), acr=token.acr)


def step_up_resend(*, ctx: Context, subject: str, pending: PendingStepUp) -> PendingStepUp:
    """Have a code sent, the first or a new one. Raises CapabilityUnavailable when none can be, RateLimited, Gone."""
    sent = pending.challenge(method="otp")
    if sent is None:
        raise CapabilityUnavailable
    if pending.resend_in:
        raise RateLimited(retry_after=pending.resend_in)
    resend_count(digest=ctx.customer_id)
    with _ending(ctx, subject), _meanings(wrong=UpstreamFailed):
        auth_backend().authentication_resend(ctx, pending.authentication_id)
    renewed = msgspec.structs.replace(pending, resend_at=time.time() + _RESEND_SECONDS, is_sent=True)
    _save(ctx, subject, renewed)
    return renewed


@contextmanager
def _ending(ctx: Context, subject: str) -> Iterator[None]:
    """Write wrong codes to the security log, and forget what is over: used up, expired, locked."""
    try:
        yield
    except InvalidCredentials as error:
        logs.security("authn_step_up_fail", person=logs.person(ctx.customer_id))
        if error.details.get("attempts_left") == 0:
            _drop(ctx, subject)
            raise Gone from error
        raise
    except (Gone, Locked):
        _drop(ctx, subject)
        raise


@contextmanager
def _meanings(*, wrong: type[SelfcareError]) -> Iterator[None]:
    """Give the auth service's refusals the meaning they have here; ``wrong`` is that of a value it will not read."""
    try:
        yield
    except InvalidInput as error:
        raise wrong from error
    except (NotFound, Conflict) as error:
        raise Gone from error
    except BadRequest as error:
        raise UpstreamFailed from error


def _pending(answer: Authentication, action: Action) -> PendingStepUp:
    challenges = tuple(each for each in answer.challenges if each.method in CODE_METHODS)
    if not challenges:
        raise CapabilityUnavailable
    sent = next((each for each in challenges if each.method == "otp"), None)
    wait = (sent.resend_after or 0) if sent else 0
    return PendingStepUp(
        authentication_id=answer.id,
        action=action,
        challenges=challenges,
        expires_at=min(answer.expires_at.timestamp(), time.time() + LIFETIME),
        resend_at=time.time() + wait if sent else None,
        is_sent=wait > 0,
    )


def _context(request: AppRequest) -> Context:
    if request.ctx is None:
        raise SignInRequired
    return request.ctx


def _save(ctx: Context, subject: str, pending: PendingStepUp) -> None:
    seconds = max(1, int(pending.expires_at - time.time()))
    with store_errors():
        store().set(_key(ctx, subject), msgspec.json.encode(pending), ex=seconds)


def _drop(ctx: Context, subject: str) -> None:
    with store_errors():
        store().delete(_key(ctx, subject))


def _key(ctx: Context, subject: str) -> str:
    return f"{PREFIX}step-up:{ctx.customer_id}:{subject}"
