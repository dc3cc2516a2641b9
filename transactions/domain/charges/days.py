"""Comparing the day of a line on a bank statement with a payment's."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import Final, Literal

import msgspec

from transactions.domain.transactions import Transaction

DayMatch = Literal["same", "booked", "near", "far"]
"""``booked`` is the shift every bank has, ``near`` one that happens over holidays."""

_STRENGTH: Final[dict[DayMatch, int]] = {"same": 3, "booked": 3, "near": 1, "far": 0}
BOOKED_WITHIN: Final = 5  # three working days and a weekend
NEAR_WITHIN: Final = 10
BEFORE_WITHIN: Final = 1  # a bank in another time zone


class DayFact(msgspec.Struct, frozen=True):
    """``days`` is how many days the statement's date comes after the payment; negative when before it."""

    match: DayMatch
    days: int

    @property
    def strength(self) -> int:
        return _STRENGTH[self.match]


def day_fact(day: date, transaction: Transaction, zone: tzinfo) -> DayFact:
    """Compare the bank's date with the payment's day in ``zone``, or the day it ended or settled if that is nearer."""
    moments = (transaction.created_at, transaction.completed_at, transaction.settlement.settled_at)
    shifts = [(day - moment.astimezone(zone).date()).days for moment in moments if moment]
    days = min(shifts, key=lambda shift: (_rank(shift), abs(shift)))
    return DayFact(_match(days), shifts[0])


def _match(days: int) -> DayMatch:
    if not days:
        return "same"
    if -BEFORE_WITHIN <= days <= BOOKED_WITHIN:
        return "booked"
    return "near" if abs(days) <= NEAR_WITHIN else "far"


def _rank(days: int) -> int:
    return -_STRENGTH[_match(days)]
