"""What a page asks every few seconds: did anything of mine change?"""

from __future__ import annotations

import time
from typing import Final

import msgspec

from selfcare import versions
from selfcare.sessions.store import ABSOLUTE_SECONDS, IDLE_SECONDS, SessionStore

# Every kind of thing a page may wait for, told when the log of changes does not reach back far enough.
KINDS: Final = ("balance", "case", "cases", "dispute", "intent", "notifications", "refund", "transaction")


class SessionLeft(msgspec.Struct, frozen=True):
    expires_in: int


class Changes(msgspec.Struct, frozen=True):
    """``changed`` holds kinds ("balance") and single things ("transaction:tx_1"); fetch them anew."""

    version: int
    changed: list[str]
    session: SessionLeft


def changes_since(*, customer_id: str, since: int | None, version: int, session: SessionStore) -> Changes:
    """Return what changed after ``since``; nothing but the present ``version`` for a first question."""
    changed = [] if since is None else versions.changed_since(customer_id, since)
    if versions.EVERYTHING in changed:
        changed = [versions.EVERYTHING, *KINDS]
    return Changes(version, changed, SessionLeft(session_seconds(session)))


def session_seconds(session: SessionStore) -> int:
    """Return the seconds until the session ends by itself, idle or at its longest."""
    now = time.time()
    ends = min(session.get("seen", now) + IDLE_SECONDS, session.get("began", now) + ABSOLUTE_SECONDS)
    return max(0, int(ends - now))
