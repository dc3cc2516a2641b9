"""Who a customer is and how they prove it. Plain values, no I/O."""

from __future__ import annotations

import math
import time
from datetime import datetime

import msgspec

from selfcare.domain.customer import Customer
from selfcare.domain.money import Money

CODE_METHODS = frozenset({"totp", "otp"})
"""The ways to prove oneself that this version can show."""


class Challenge(msgspec.Struct, frozen=True):
    id: str
    method: str
    channel: str | None = None
    hint: str | None = None
    attempts_left: int | None = None
    resend_after: int | None = None
    url: str | None = None


class Token(msgspec.Struct, frozen=True):
    """The auth service's answer to a proof. Secrets: never logged, never sent to a browser."""

    access_token: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int
    session_id: str
    customer_id: str
    token_type: str = "Bearer"  # noqa: S105 - RFC 6750's word, no secret
    acr: str = "aal1"
    auth_time: int = 0
    amr: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Token(session_id={self.session_id!r}, acr={self.acr!r})"


class Authentication(msgspec.Struct, frozen=True):
    """One proof under way. ``device`` comes with success: the secret by which this browser is known again."""

    id: str
    status: str
    expires_at: datetime
    challenges: tuple[Challenge, ...] = ()
    token: Token | None = None
    device: str | None = None

    def __repr__(self) -> str:
        return f"Authentication(id={self.id!r}, status={self.status!r})"


class ClientInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """The end user's side as the auth service hears of it: sent as ``client``, ``device`` only when known."""

    ip: str
    user_agent: str
    device: str | None = None

    def __repr__(self) -> str:
        return f"ClientInfo(ip={self.ip!r})"


class Action(msgspec.Struct, frozen=True):
    """What a step-up is for, as the customer reads it and the services compare it: ``to`` is the receiver's label."""

    kind: str
    amount: Money
    to: str


class PendingStepUp(msgspec.Struct, frozen=True):
    """A step-up that waits for a code, of one action only. Times are epoch seconds.

    ``resend_at`` is when a code may be sent (again), None when none can be; ``is_sent`` tells whether one was.
    """

    authentication_id: str
    action: Action
    challenges: tuple[Challenge, ...]
    expires_at: float
    resend_at: float | None = None
    is_sent: bool = False

    @property
    def resend_in(self) -> int | None:
        """Seconds until a code may be sent; None when none can be."""
        return None if self.resend_at is None else max(0, math.ceil(self.resend_at - time.time()))

    def challenge(self, *, method: str = "", challenge_id: str = "") -> Challenge | None:
        """Return the challenge of that method or id; the first one when neither is named, None when it has none."""
        named = [each for each in self.challenges if method in ("", each.method) and challenge_id in ("", each.id)]
        return named[0] if named else None


class PendingSignIn(msgspec.Struct, frozen=True):
    """A sign-in that waits for a code. Times are epoch seconds; ``digest`` stands for the identifier."""

    authentication_id: str
    challenge: Challenge
    digest: str
    next_path: str
    expires_at: float
    resend_at: float | None = None

    @property
    def expired(self) -> bool:
        return time.time() >= self.expires_at

    @property
    def resend_in(self) -> int | None:
        """Seconds until a new code may be asked for; None when no code is sent."""
        if self.challenge.method != "otp":
            return None
        return max(0, math.ceil((self.resend_at or 0.0) - time.time()))


class SignedIn(msgspec.Struct, frozen=True):
    """A session has begun. ``digest`` and ``device`` are for the cookie by which this browser is known again."""

    customer: Customer
    digest: str
    device: str | None = None

    def __repr__(self) -> str:
        return f"SignedIn(customer={self.customer.id!r})"


class SignedOut(msgspec.Struct, frozen=True):
    """When a session ended (UTC), whether the auth service confirmed that its side did too, and how they read."""

    at: datetime
    revoked: bool
    language: str
    timezone: str
