"""Sign-in and the session for programs on this site: the same use cases as the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext
from rest_framework.request import Request

from accounts.domain import Action, PendingSignIn, PendingStepUp, SignedIn
from accounts.serializers import (
    AnswerBody,
    ChallengeOut,
    Features,
    SessionOut,
    SignInBody,
    StepUpBody,
    StepUpOut,
    challenge_out,
    step_up_out,
)
from accounts.services import (
    CODE_METHODS,
    device_remember,
    pending_load,
    sign_in_answer,
    sign_in_resend,
    sign_in_start,
    sign_out,
    signed_out_remember,
    step_up_answer,
    step_up_load,
    step_up_resend,
    step_up_start,
)
from selfcare.api import ApiView, json_response, operation, revalidated
from selfcare.api.access import app_request
from selfcare.domain.context import Context
from selfcare.domain.customer import Customer
from selfcare.domain.errors import Conflict, FieldError, InvalidInput, NotFound, SignInRequired
from selfcare.domain.money import Money
from selfcare.http import AppRequest, public
from selfcare.sessions.store import ABSOLUTE_SECONDS, IDLE_SECONDS

Given = TypeVar("Given", SignInBody, AnswerBody, StepUpBody)

_REFUSED: Final = ("invalid_json", "validation_failed", "csrf_failed", "rate_limited")
_AWAY: Final = ("upstream_error", "upstream_unavailable", "upstream_timeout", "store_unavailable")


@public
class SessionView(ApiView):
    """Who is signed in; begin; end."""

    @operation(
        summary="Who is signed in",
        description="Always 200, so that a widget may ask. Send csrf_token as X-CSRFToken with unsafe methods.",
        returns=SessionOut,
        errors=("store_unavailable",),
        etag=False,  # the token is masked anew each time
    )
    def get(self, request: Request) -> HttpResponse:
        return json_response(_session_out(app_request(request)))

    @operation(
        summary="Sign in",
        description="200 when that was enough; 202 with a challenge when a code is wanted.",
        body=SignInBody,
        returns=SessionOut,
        also=(202,),
        errors=("invalid_credentials", "locked", "invalid_state", *_REFUSED, *_AWAY),
    )
    def post(self, request: Request) -> HttpResponse:
        asked, given = app_request(request), _given(request, SignInBody)
        if asked.customer is not None:
            raise Conflict
        outcome = sign_in_start(request=asked, identifier=given.identifier, password=given.password)
        return _pending_answer(asked, outcome) if isinstance(outcome, PendingSignIn) else _begun(asked, outcome)

    @operation(summary="Sign out", status=204, errors=("csrf_failed", "store_unavailable"))
    def delete(self, request: Request) -> HttpResponse:
        asked = app_request(request)
        response = HttpResponse(status=204)
        if asked.customer is not None:
            signed_out_remember(response, sign_out(request=asked))
        return response


@public
class ChallengeView(ApiView):
    """Answer a code challenge: of this visitor's own sign-in, or of the signed-in customer's own step-up."""

    @operation(
        summary="Answer a challenge",
        description="After a sign-in the session has begun; after a step-up send the refused order again as it was.",
        body=AnswerBody,
        returns=SessionOut,
        errors=("invalid_credentials", "locked", "gone", "not_found", *_REFUSED, *_AWAY),
    )
    def post(self, request: Request, challenge_id: str) -> HttpResponse:
        asked = app_request(request)
        if asked.ctx is not None:
            return _stepped_up(asked, asked.ctx, challenge_id, _given(request, AnswerBody).value)
        pending = _pending(asked, challenge_id)
        return _begun(asked, sign_in_answer(request=asked, pending=pending, code=_given(request, AnswerBody).value))


@public
class ResendView(ApiView):
    """Have a code sent: again for this visitor's own sign-in, or for the signed-in customer's own step-up."""

    @operation(
        summary="Send a code",
        returns=SessionOut,
        status=202,
        errors=("capability_unavailable", "gone", "not_found", "csrf_failed", "rate_limited", *_AWAY),
    )
    def post(self, request: Request, challenge_id: str) -> HttpResponse:
        asked = app_request(request)
        if asked.ctx is not None:
            pending = _pending_step_up(asked.ctx, challenge_id)
            step_up_resend(ctx=asked.ctx, subject=challenge_id, pending=pending)
            return json_response(_session_out(asked), status=202)
        return _pending_answer(asked, sign_in_resend(request=asked, pending=_pending(asked, challenge_id)))


class StepUpView(ApiView):
    """Confirm one action before it is carried out (RFC 9470)."""

    @operation(
        summary="Begin a step-up",
        description=(
            "For an order that was answered 401 step_up_required. Answer one of the challenges at "
            "/session/challenges/{id}, then send the order again under the same key: the confirmation is good for that "
            "amount and receiver only, once, for five minutes."
        ),
        body=StepUpBody,
        returns=StepUpOut,
        status=201,
        errors=("session_required", "capability_unavailable", *_REFUSED, *_AWAY),
    )
    def post(self, request: Request) -> HttpResponse:
        ctx, asked = app_request(request).ctx, _given(request, StepUpBody).action
        if ctx is None:
            raise SignInRequired
        if not asked.to.isprintable():
            sentence = gettext("Use printable characters only.")
            raise InvalidInput(fields=(FieldError("/action/to", "characters", sentence),))
        action = Action(asked.kind, Money(asked.amount.value, asked.amount.currency), asked.to)
        return json_response(step_up_out(step_up_start(ctx=ctx, action=action)), status=201)


class MeView(ApiView):
    """The signed-in person."""

    @operation(summary="The signed-in customer", returns=Customer, errors=("session_required", "store_unavailable"))
    def get(self, request: Request) -> HttpResponse:
        return revalidated(request, app_request(request).customer)


def _given(request: Any, _kind: type[Given]) -> Given:
    """Return what ``@operation`` decoded; DRF's request has no type for it."""
    return request.body_input  # type: ignore[no-any-return]  # decoded into the declared struct


def _pending(request: AppRequest, challenge_id: str) -> PendingSignIn:
    """Return the visitor's half-done sign-in. Raises NotFound for anybody else's challenge, or none."""
    pending = pending_load(request) if request.customer is None else None
    if pending is None or pending.challenge.id != challenge_id:
        raise NotFound
    return pending


def _pending_step_up(ctx: Context, challenge_id: str) -> PendingStepUp:
    pending = step_up_load(ctx=ctx, subject=challenge_id)
    if pending is None:
        raise NotFound
    return pending


def _stepped_up(request: AppRequest, ctx: Context, challenge_id: str, code: str) -> HttpResponse:
    pending = _pending_step_up(ctx, challenge_id)
    challenge = pending.challenge(challenge_id=challenge_id)
    if challenge is None:
        raise NotFound
    step_up_answer(request=request, subject=challenge_id, pending=pending, challenge=challenge, code=code)
    return json_response(_session_out(request))


def _begun(request: AppRequest, done: SignedIn) -> HttpResponse:
    response = json_response(_session_out(request))
    device_remember(response, digest=done.digest, device=done.device)
    return response


def _pending_answer(request: AppRequest, pending: PendingSignIn) -> HttpResponse:
    return json_response(_session_out(request, challenge=challenge_out(pending)), status=202)


def _session_out(request: AppRequest, *, challenge: ChallengeOut | None = None) -> SessionOut:
    known: dict[str, Any] = {}
    if request.customer is not None:
        known = {"customer": request.customer, "acr": request.session.get("acr"), "expires_at": _expires_at(request)}
    return SessionOut(
        authenticated=request.customer is not None,
        csrf_token=get_token(request),
        features=Features(
            sign_in=["password", *sorted(CODE_METHODS)], languages=[code for code, _ in settings.LANGUAGES]
        ),
        challenge=challenge,
        **known,
    )


def _expires_at(request: AppRequest) -> datetime:
    """Return when the session ends if nothing more is done: idle or absolute, whichever comes first."""
    session = request.session
    ends = min(session["began"] + ABSOLUTE_SECONDS, session["seen"] + IDLE_SECONDS)
    return datetime.fromtimestamp(ends, UTC)
