"""What a customer confirms by a step-up: the auth service asks about it, the payment service carries out no other.

Both services must write an action alike, so it is written here once.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

import msgspec

from sandbox.payments.domain.money import Money, money_text

_VERBS = {"withdrawal": "Withdraw", "payment": "Pay"}


class Action(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``to`` is the label of the instrument, or the name of the merchant, that gets the money, letter for letter as the
    payment service has it."""

    kind: Literal["withdrawal", "payment"]
    amount: Money
    to: Annotated[str, msgspec.Meta(min_length=1, max_length=140)]

    def __post_init__(self) -> None:
        if self.amount.value <= 0:
            raise ValueError("amount is more than nothing")
        if not self.to.isprintable():
            raise ValueError("to is printable text")


def action_hash(action: Action) -> str:
    """Return the SHA-256 by which the same action is known again: claim ``act_hash`` of an access token."""
    return hashlib.sha256(msgspec.json.encode(action, order="deterministic")).hexdigest()


def action_text(action: Action) -> str:
    """Return the action as the customer reads it beside a code: ``Withdraw 6000.00 SEK to Bank Norr ••8830``."""
    return f"{_VERBS[action.kind]} {money_text(action.amount.value, action.amount.currency)} to {action.to}"
