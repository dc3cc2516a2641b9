"""What a session has proven, as its tokens say it.

A step-up (RFC 9470) raises a session to ``aal2`` for five minutes and for one action. Refreshing within them keeps
that; afterwards a new token says again what the sign-in proved.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sandbox import clock
from sandbox.auth.models import Session

STEP_UP_LASTS = timedelta(seconds=300)


class Proof(NamedTuple):
    """RFC 9068's claims about the proof; ``step_up`` and ``act_hash`` name the step-up and the action it is for."""

    acr: str
    amr: list[str]
    auth_time: datetime
    step_up: str | None = None
    act_hash: str | None = None


def proof_of(session: Session) -> Proof:
    """Return what counts now."""
    at = session.stepped_up_at
    if at is None or clock.now() - at >= STEP_UP_LASTS:
        return Proof(session.acr, session.amr, session.auth_time)
    amr = list(dict.fromkeys([*session.amr, *session.step_up_amr]))
    return Proof("aal2", amr, at, session.step_up_id, session.act_hash)
