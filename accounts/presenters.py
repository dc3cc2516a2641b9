"""The words of the sign-in pages. Nothing here says which part of a proof was wrong, or whether a person exists."""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain import Challenge, PendingSignIn, PendingStepUp, SignedOut
from selfcare.display import Display
from selfcare.domain.errors import CapabilityUnavailable, Gone, InvalidCredentials, Locked, RateLimited

_HINT_LENGTH = 64  # A masked address or number; anything longer is not one.


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A message over a form, in a tone and with an icon of the design."""

    title: str
    detail: str = ""
    tone: str = "bad"
    icon: str = "circle-alert"


@dataclass(frozen=True, kw_only=True)
class DemoSignIn:
    """What works on the stand-in platform of localhost."""

    email: str
    password: str


@dataclass(frozen=True, kw_only=True)
class ActionWords:
    """What a step-up says of the action it is for: why it is asked, and the verb."""

    why: str
    verb: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The code that is asked for. ``other`` is the other way there is: totp, otp (its code is sent first) or "".

    ``resend_in`` is in seconds, None where no code is sent.
    """

    challenge: Challenge
    ending: str
    hint: str
    minutes: int
    other: str
    other_hint: str
    resend_in: int | None


def action_words(kind: str) -> ActionWords:
    """Return the words for a kind of action."""
    if kind == "withdrawal":
        return ActionWords(why=_("You are about to withdraw money, so we ask once more."), verb=_("Withdraw"))
    if kind == "payment":
        return ActionWords(why=_("You are about to pay a large amount, so we ask once more."), verb=_("Pay"))
    return ActionWords(why=_("You are about to move money, so we ask once more."), verb=_("Amount"))


def step_up_asked(pending: PendingStepUp, challenge: Challenge) -> Asked:
    """Return what the code step asks for. A code that was never sent is not asked for: the first challenge is."""
    if challenge.method == "otp" and not pending.is_sent:
        challenge = pending.challenges[0]
    others = [each for each in pending.challenges if each.method != challenge.method]
    return Asked(
        challenge=challenge,
        ending=hint_ending(challenge),
        hint=hint_text(challenge),
        minutes=code_minutes(pending),
        other=others[0].method if others else "",
        other_hint=hint_text(others[0]) if others else "",
        resend_in=pending.resend_in if challenge.method == "otp" else None,
    )


def step_up_gone_notice() -> Notice:
    """Say that the code is over, and that nothing moved."""
    return Notice(
        title=_("That code no longer works"),
        detail=_("It was used, tried too often, or is older than 10 minutes. Nothing has moved. Ask for a new one."),
    )


def step_up_notice(error: Exception, display: Display) -> Notice:
    """Say why no code can be tried now."""
    if isinstance(error, Gone):
        return step_up_gone_notice()
    if isinstance(error, CapabilityUnavailable):
        detail = _("You have no way to confirm that it is you. Contact us to set one up. Nothing has moved.")
        return Notice(title=_("This cannot be confirmed"), detail=detail)
    if isinstance(error, Locked | RateLimited):
        until = pause_end(error, display)
        wait = _("Wait until %(time)s, then try again.") if until else _("Wait a while, then try again.")
        safe = _("Nothing has moved, and your money is safe.")
        return Notice(title=_("There were too many tries"), detail=f"{wait % {'time': until}} {safe}")
    detail = _("Nothing is wrong with what you typed, and nothing has moved. Try again in a moment.")
    return Notice(title=_("We cannot confirm that it is you right now"), detail=detail, tone="wait", icon="cloud-off")


def demo_sign_in() -> DemoSignIn | None:
    """Return the demo sign-in; None anywhere but on localhost, where the setting is empty."""
    email, _colon, password = settings.DEMO_SIGN_IN.partition(":")
    return DemoSignIn(email=email, password=password) if settings.LOCAL and email and password else None


def wrong_notice(error: InvalidCredentials) -> Notice:
    """Say that the two do not match, and how many tries are left when the auth service told."""
    secret = _("We cannot say which one is wrong, to keep your account private.")
    return Notice(title=_("That e-mail and password do not match"), detail=f"{secret} {_tries(error)}".strip())


def code_wrong_text(error: InvalidCredentials, challenge: Challenge) -> str:
    """Say that a code did not fit and where the right one is."""
    texts = {
        "sms": _("That code is not right, or a newer one has been sent. Check the latest SMS."),
        "email": _("That code is not right, or a newer one has been sent. Check the latest e-mail."),
    }
    stale = _("That code is not right, or it is no longer shown. Type the one your app shows now.")
    text = texts.get(challenge.channel or "", texts["sms"]) if challenge.method == "otp" else stale
    left = _attempts_left(error) or 0
    more = ngettext("You have %(count)d try left.", "You have %(count)d tries left.", left) % {"count": left}
    return f"{text} {more}" if left else text


def code_gone_notice() -> Notice:
    """Say that the code step is over and how to begin again."""
    return Notice(
        title=_("That code no longer works"),
        detail=_("It was used, tried too often, or is older than 10 minutes. Sign in again to get a new one."),
    )


def away_notice() -> Notice:
    """Say that the auth service is away: nothing is wrong with what was typed."""
    return Notice(
        title=_("Sign-in does not answer right now"),
        detail=_(
            "Nothing is wrong with what you typed. Try again in a moment. Your money and payments are not affected."
        ),
        tone="wait",
        icon="cloud-off",
    )


def pause_end(error: Locked | RateLimited, display: Display, *, now: datetime | None = None) -> str:
    """Return the clock time at which the pause is over, rounded up to the minute; empty when it is not known."""
    if not error.retry_after or error.retry_after < 0:
        return ""
    moment = (now or datetime.now(UTC)) + timedelta(seconds=error.retry_after)
    return display.time(moment + timedelta(seconds=(60 - moment.second) % 60))


def signed_out_text(done: SignedOut, display: Display) -> str:
    """Say since when, and what could not be ended at the auth service."""
    when = {"time": display.time(done.at), "date": display.date_long(display.day_of(done.at))}
    if done.revoked:
        return _("Signed out at %(time)s, %(date)s. Other devices stay signed in.") % when
    return (
        _(
            "Signed out here at %(time)s, %(date)s. The sign-in service did not answer, so its list of devices may "
            "show this one until that entry runs out. Nothing on this device can use it. Other devices stay signed in."
        )
        % when
    )


def code_minutes(pending: PendingSignIn | PendingStepUp) -> int:
    """Return the whole minutes a code has left, at least one."""
    return max(1, math.ceil((pending.expires_at - time.time()) / 60))


def hint_ending(challenge: Challenge) -> str:
    """Return the last digits of a masked number (``••• ••12``: 12); empty when the hint shows none."""
    found = re.search(r"([0-9]{2,4})\s*\Z", (challenge.hint or "")[:_HINT_LENGTH])
    return found[1] if found else ""


def hint_text(challenge: Challenge) -> str:
    """Return the masked address as the auth service sent it, cut to a sane length."""
    return (challenge.hint or "")[:_HINT_LENGTH]


def _attempts_left(error: InvalidCredentials) -> int | None:
    left = error.details.get("attempts_left")
    return left if isinstance(left, int) and 0 <= left < 100 else None  # noqa: PLR2004 - more is not a count of tries


def _tries(error: InvalidCredentials) -> str:
    left = _attempts_left(error)
    if left is None:
        return ""
    if not left:
        return _("That was the last try before a 15 minute pause.")
    return ngettext(
        "You have %(count)d try left before a 15 minute pause.",
        "You have %(count)d tries left before a 15 minute pause.",
        left,
    ) % {"count": left}
