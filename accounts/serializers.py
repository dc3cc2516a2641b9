"""What programs send and get at `/api/v1/session` and `/api/v1/me`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

from accounts.domain import Challenge, PendingSignIn, PendingStepUp
from accounts.forms import LONGEST_IDENTIFIER, LONGEST_PASSWORD
from selfcare.api.decoding import AS_SENT
from selfcare.domain.customer import Customer
from selfcare.domain.money import LARGEST


class SignInBody(msgspec.Struct, frozen=True):
    """POST /session."""

    identifier: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_IDENTIFIER), AS_SENT]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_PASSWORD), AS_SENT]

    def __repr__(self) -> str:
        return "SignInBody()"


class AnswerBody(msgspec.Struct, frozen=True):
    """POST /session/challenges/{id}: the six digits."""

    value: Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$", max_length=6)]

    def __repr__(self) -> str:
        return "AnswerBody()"


class ActionAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minor units of an ISO 4217 currency."""

    value: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
    currency: Annotated[str, msgspec.Meta(pattern=r"\A[A-Z]{3}\Z")]


class ActionBody(msgspec.Struct, frozen=True):
    """What is to be confirmed; ``to`` is the label of the instrument that gets the money, letter for letter."""

    kind: Literal["withdrawal", "payment"]
    amount: ActionAmount
    to: Annotated[str, msgspec.Meta(min_length=1, max_length=140), AS_SENT]


class StepUpBody(msgspec.Struct, frozen=True):
    """POST /session/step-up."""

    action: ActionBody


class ChallengeOut(msgspec.Struct, frozen=True):
    """A code that is awaited. ``hint`` is masked; ``resend_after`` is in seconds, null when nothing is sent."""

    id: str
    method: str
    channel: str | None
    hint: str | None
    attempts_left: int | None
    resend_after: int | None
    expires_at: datetime


class StepUpOut(msgspec.Struct, frozen=True):
    """The ways to confirm the action: answer any one of them. A code by ``resend`` is sent only when asked for."""

    challenges: list[ChallengeOut]


class Features(msgspec.Struct, frozen=True):
    """What a program may offer before anybody signed in: ways to sign in, and the languages of the texts."""

    sign_in: list[str]
    languages: list[str]


class SessionOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is signed in. Without a session only the first three are there; ``challenge`` while a code is awaited."""

    authenticated: bool
    csrf_token: str
    features: Features | None = None
    customer: Customer | None = None
    acr: str | None = None
    expires_at: datetime | None = None
    challenge: ChallengeOut | None = None


def challenge_out(pending: PendingSignIn) -> ChallengeOut:
    """Return what a program may know of the awaited code: never an address to follow."""
    return _challenge_out(pending.challenge, pending.resend_in, pending.expires_at)


def step_up_out(pending: PendingStepUp) -> StepUpOut:
    """Return what a program may know of a step-up under way."""
    return StepUpOut(
        [
            _challenge_out(each, pending.resend_in if each.method == "otp" else None, pending.expires_at)
            for each in pending.challenges
        ]
    )


def _challenge_out(challenge: Challenge, resend_in: int | None, expires_at: float) -> ChallengeOut:
    return ChallengeOut(
        id=challenge.id,
        method=challenge.method,
        channel=challenge.channel,
        hint=challenge.hint,
        attempts_left=challenge.attempts_left,
        resend_after=resend_in,
        expires_at=datetime.fromtimestamp(expires_at, UTC),
    )
