"""Step-up (RFC 9470): what leaves the platform is confirmed by the customer, for exactly this action, minutes ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from sandbox.actions import Action, action_hash
from sandbox.payments.domain.errors import Refused

MAX_AGE: Final = timedelta(seconds=300)
METHODS: Final = ("totp", "otp")


class StepUp(msgspec.Struct, frozen=True):
    """What the caller's token says of the last step-up: its id, the hash of the action it is for, when (UTC)."""

    id: str
    act_hash: str
    at: datetime


def step_up_check(proof: StepUp | None, action: Action, now: datetime) -> StepUp:
    """Return the proof when it is fresh and for this very action; raise Refused ``step_up_required`` (401)."""
    if proof is None or proof.act_hash != action_hash(action) or now - proof.at > MAX_AGE:
        raise step_up_required()
    return proof


def step_up_required() -> Refused:
    """Return the refusal that a client answers by a step-up and the same request again under the same key."""
    return Refused("step_up_required", "Confirm this with a step-up, then send it again.", methods=METHODS)
