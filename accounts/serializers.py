"""What programs send and get at `/api/v1/session` and `/api/v1/me` (contracts.md 4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec

from accounts.domain import PendingSignIn
from accounts.forms import LONGEST_IDENTIFIER, LONGEST_PASSWORD
from selfcare.domain.customer import Customer


class SignInBody(msgspec.Struct, frozen=True):
    """POST /session."""

    identifier: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_IDENTIFIER)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_PASSWORD)]

    def __repr__(self) -> str:
        return "SignInBody()"


class AnswerBody(msgspec.Struct, frozen=True):
    """POST /session/challenges/{id}: the six digits."""

    value: Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$", max_length=6)]

    def __repr__(self) -> str:
        return "AnswerBody()"


class ChallengeOut(msgspec.Struct, frozen=True):
    """A code that is awaited. ``hint`` is masked; ``resend_after`` is in seconds, null when nothing is sent."""

    id: str
    method: str
    channel: str | None
    hint: str | None
    attempts_left: int | None
    resend_after: int | None
    expires_at: datetime


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
    challenge = pending.challenge
    return ChallengeOut(
        id=challenge.id,
        method=challenge.method,
        channel=challenge.channel,
        hint=challenge.hint,
        attempts_left=challenge.attempts_left,
        resend_after=pending.resend_in,
        expires_at=datetime.fromtimestamp(pending.expires_at, UTC),
    )
