"""The status machine of a transaction."""

from __future__ import annotations

from typing import Final

from sandbox.payments.domain.errors import Refused

_OPEN: Final = ("requires_action", "pending", "authorised", "succeeded", "declined", "failed", "cancelled", "expired")
ALLOWED: Final[dict[str, frozenset[str]]] = {
    "created": frozenset(_OPEN),
    "requires_action": frozenset(_OPEN) - {"requires_action"},
    "pending": frozenset(_OPEN) - {"pending"},
    "authorised": frozenset({"succeeded", "cancelled", "failed", "expired"}),
    "succeeded": frozenset({"reversed"}),
    **dict.fromkeys(("declined", "failed", "cancelled", "expired", "reversed"), frozenset[str]()),
}
STATUSES: Final = frozenset(ALLOWED)
HOLDING: Final = frozenset({"pending", "authorised"})  # outgoing money is reserved while in one of these
BOOKED: Final = frozenset({"succeeded", "reversed"})  # the money did move; a return is a row of its own


def onward(status: str) -> frozenset[str]:
    """Return where a transaction may go from here: nowhere from a status of another version of this machine."""
    return ALLOWED.get(status, frozenset())


def status_check(before: str, after: str) -> None:
    """Raise Refused ``invalid_state`` (409) unless a transaction may go from ``before`` to ``after``."""
    if after not in onward(before):
        raise Refused("invalid_state", f"A transaction that is {before} cannot become {after}.")
