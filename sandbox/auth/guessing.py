"""The guessing rules: who may try again, and when.

Ten tries per identifier in any 15 minutes, then none until 15 minutes after the last of them; the same for an
identifier nobody has. Networks and the whole service have wider limits. A browser in which this customer signed in
before is counted by itself alone, so that a stranger's tries never lock the customer out. Success takes its tries back.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from sandbox import clock
from sandbox.auth.models import Guess, GuessCounter
from sandbox.auth.networks import network
from sandbox.problems import Problem

log = logging.getLogger("sandbox.auth")

PERIOD = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """So many tries under one key. ``personal`` ones pause a sign-in (423) and are forgotten by success."""

    key: str
    tries: int
    personal: bool


@dataclass(frozen=True)
class Attempt:
    """A try that was let through: the rows that count it, and how many more its strictest personal limit allows."""

    limits: tuple[Limit, ...]
    guesses: tuple[int, ...]
    left: int


def limits(*, identifier_key: str, ip: str, device_key: str | None) -> tuple[Limit, ...]:
    """Return the limits a try falls under. ``device_key`` is given for a browser this customer is known in."""
    if device_key:
        return (Limit(f"device:{device_key}", settings.GUESSES_PER_IDENTIFIER, personal=True),)
    personal = Limit(f"identifier:{identifier_key}", settings.GUESSES_PER_IDENTIFIER, personal=True)
    near = Limit(f"network:{network(ip)}", settings.GUESSES_PER_NETWORK, personal=False)
    return (Limit("everywhere", settings.GUESSES_GLOBAL, personal=False), personal, near)


def attempt_begin(applying: tuple[Limit, ...]) -> Attempt:
    """Count a try before it is checked, so that parallel tries cannot pass together.

    Raises Problem 423 `locked` or 429 `rate_limited`, both with Retry-After; such a try is not counted.
    """
    at = clock.now()
    with transaction.atomic():
        used = [_used(limit, at) for limit in applying]
        rows = [Guess.objects.create(counter_id=limit.key, at=at).pk for limit in applying]
    left = min(limit.tries - count - 1 for limit, count in zip(applying, used, strict=True) if limit.personal)
    return Attempt(applying, tuple(rows), left)


def attempt_succeeded(attempt: Attempt) -> None:
    """Forget the person's earlier tries, and this one everywhere else."""
    personal = [limit.key for limit in attempt.limits if limit.personal]
    Guess.objects.filter(counter__in=personal).delete()
    attempt_undo(attempt)


def attempt_undo(attempt: Attempt) -> None:
    """Take back a try that was no guess."""
    Guess.objects.filter(pk__in=attempt.guesses).delete()


def guesses_sweep() -> None:
    """Drop what no rule looks at any more."""
    Guess.objects.filter(at__lt=clock.now() - 2 * PERIOD).delete()
    with transaction.atomic():
        # Skips counters that a try holds at this moment: it is about to be no longer empty.
        empty = GuessCounter.objects.select_for_update(skip_locked=True, of=("self",)).filter(guess=None)
        GuessCounter.objects.filter(key__in=list(empty.values_list("key", flat=True))).delete()


def _used(limit: Limit, at: datetime) -> int:
    """Lock the counter and return the tries that count now; raises Problem when they are used up."""
    GuessCounter.objects.select_for_update().get_or_create(key=limit.key)
    guesses = Guess.objects.filter(counter=limit.key)
    last: datetime | None = guesses.aggregate(last=Max("at"))["last"]
    if last is None or last <= at - PERIOD:
        return 0
    # Counted back from the last try, not from now: a full quarter of an hour stays full until its pause is over.
    if guesses.filter(at__gt=last - PERIOD).count() >= limit.tries:
        raise _paused(limit, last + PERIOD - at)
    return guesses.filter(at__gt=at - PERIOD).count()


def _paused(limit: Limit, wait: timedelta) -> Problem:
    seconds = max(1, math.ceil(wait.total_seconds()))
    log.warning("sign-in paused limit=%s", limit.key.partition(":")[0])
    if limit.personal:
        return Problem(423, "locked", "Too many tries. Wait, then try again.", retry_after=seconds)
    return Problem(429, "rate_limited", "Too many tries from many places. Wait, then try again.", retry_after=seconds)
