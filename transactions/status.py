"""The one table of status words: what a transaction's state is called, how it looks, and whether its amount counts.

Used by pages, files, mails and widgets alike, so that one state has one word everywhere.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from django.utils.translation import get_language, gettext, gettext_noop, override

from transactions.domain import STILL_MOVING, Transaction

SIGNED: Final = "signed"  # counts in the balance: minus out, plus in
UNSIGNED: Final = "unsigned"  # does not count, or nobody knows yet
STRUCK: Final = "struck"  # never happened


class Status(msgspec.Struct, frozen=True):
    """How a state is shown: stable key, word in the page's language, icon, tone (a class suffix) and amount rule."""

    key: str
    word: str
    icon: str
    tone: str
    amount: str


_TABLE: Final = tuple(
    Status(*row)
    for row in (
        ("waiting", gettext_noop("Waiting for you"), "circle-alert", "wait", UNSIGNED),
        ("processing", gettext_noop("On its way"), "clock", "go", SIGNED),
        ("reserved", gettext_noop("Reserved"), "lock", "", SIGNED),
        ("completed", gettext_noop("Completed"), "circle-check", "ok", SIGNED),
        ("failed", gettext_noop("Failed"), "octagon-x", "fail", STRUCK),
        ("declined", gettext_noop("Declined"), "ban", "", STRUCK),
        ("cancelled", gettext_noop("Cancelled"), "circle-minus", "", STRUCK),
        ("expired", gettext_noop("Expired"), "hourglass", "", STRUCK),
        ("refunded", gettext_noop("Refunded"), "undo-2", "", SIGNED),
        ("part_refunded", gettext_noop("Part refunded"), "undo-2", "", SIGNED),
        ("disputed", gettext_noop("In dispute"), "scale", "wait", SIGNED),
        ("returned", gettext_noop("Returned"), "rotate-ccw", "wait", SIGNED),
        ("confirming", gettext_noop("Being confirmed"), "circle-dashed", "go", UNSIGNED),
        ("cancel_asked", gettext_noop("Cancel asked"), "circle-slash-2", "go", SIGNED),
        ("unknown", gettext_noop("Status unknown"), "circle-help", "", UNSIGNED),
    )
)

_KEYS: Final = {
    "created": "processing",
    "requires_action": "waiting",
    "pending": "processing",
    "authorised": "reserved",
    "succeeded": "completed",
    "declined": "declined",
    "failed": "failed",
    "cancelled": "cancelled",
    "expired": "expired",
    "reversed": "returned",
}
_WHILE_PENDING: Final = {"bank_timed_out": "confirming"}
_BY_REFUND: Final = {"full": "refunded", "partial": "part_refunded"}

FILTERS: Final[dict[str, tuple[str, ...]]] = {
    "waiting": ("requires_action",),
    "processing": ("created", "pending"),
    "completed": ("succeeded",),
    "reserved": ("authorised",),
    "failed": ("failed",),
    "declined": ("declined",),
    "cancelled": ("cancelled",),
    "expired": ("expired",),
    "returned": ("reversed",),
}
"""The words a list can be narrowed by, and the canonical statuses each asks the payment service for."""


def status_key(transaction: Transaction) -> str:
    """Return the key of the word that tells this transaction's state; ``unknown`` for a state we do not know."""
    if transaction.status == "succeeded":
        return _succeeded_key(transaction)
    key = _KEYS.get(transaction.status, "unknown")
    if key == "processing" and transaction.cancellation and transaction.cancellation.state == "asked":
        return "cancel_asked"
    if key == "processing" and transaction.status_reason:
        return _WHILE_PENDING.get(transaction.status_reason, key)
    return key


def _succeeded_key(transaction: Transaction) -> str:
    if transaction.dispute and transaction.dispute.status != "closed":
        return "disputed"
    return _BY_REFUND.get(transaction.refund.state, "completed") if transaction.refund else "completed"


def status_of(transaction: Transaction) -> Status:
    """Return how this transaction's state is shown, in the language that is active."""
    return status_words(get_language() or "en")[status_key(transaction)]


@lru_cache(maxsize=32)
def status_words(language: str) -> dict[str, Status]:
    """Return the table with its words in ``language``; built once per language."""
    with override(language):
        return {row.key: Status(row.key, gettext(row.word), row.icon, row.tone, row.amount) for row in _TABLE}


def is_open(transaction: Transaction) -> bool:
    """Tell whether the transaction may still change soon: its page then looks again every few seconds."""
    return transaction.status in STILL_MOVING
