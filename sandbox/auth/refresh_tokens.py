"""Refresh tokens that are derived, never stored.

``rfr_<session>.<generation>.<mac>``: the MAC is keyed by the service's secret and the session's nonce, so neither a
copy of the database nor the key alone can make one, and the successor of any generation can be told again (the
30-second replay).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.crypto import constant_time_compare

from sandbox.auth.models import Session
from sandbox.auth.secrets import keyed_hash

_FORM = re.compile(r"rfr_(ses_[0-9A-Z]{26})\.([0-9]{1,9})\.([0-9a-f]{64})", re.ASCII)


class Presented(NamedTuple):
    """A genuine refresh token: its session, and its place in the row of rotations."""

    session: Session
    generation: int


def refresh_token(session: Session, generation: int) -> str:
    """Return the session's refresh token of that generation."""
    return f"rfr_{session.id}.{generation}.{_mac(session, generation)}"


def presented(token: str) -> Presented | None:
    """Return what a genuine token stands for, whether or not it still counts; None for anything else."""
    found = _FORM.fullmatch(token)
    session = Session.objects.filter(id=found[1]).first() if found else None
    if not found or not session or not constant_time_compare(found[3], _mac(session, int(found[2]))):
        return None
    return Presented(session, int(found[2]))


def _mac(session: Session, generation: int) -> str:
    return keyed_hash("refresh", f"{session.refresh_nonce}:{session.id}:{generation}")
