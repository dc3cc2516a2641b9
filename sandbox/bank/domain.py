"""What the stand-in bank does with an instant transfer: scenarios, states and what it answers. Plain Python, no I/O.

The scenario of a transfer is chosen, first match wins, by
1. a rule set with ``PUT /bank/v1/scenarios`` (for an instrument, or for the next N transfers), else
2. the last two digits of the amount's **whole** major units: 213,00 kr and 13,50 kr end in 13; 100,13 kr does not.
   The amount is what the bank is asked for, so a fee on top counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# Shorter than the 15 minutes the payment service waits, so that no approval comes to a deposit that is over.
APPROVAL_LIFETIME = timedelta(minutes=14)
LATE_ANSWER_AFTER = timedelta(seconds=45)
SLOW_ANSWER_AFTER = timedelta(days=2)
SETTLES_AFTER = timedelta(minutes=1)
RETURNS_AFTER = timedelta(minutes=2)
CANCEL_DECIDED_AFTER = timedelta(minutes=2)
BATCH_ENDS = time(20)  # by then the bank has decided what it was asked to stop
ZONE = ZoneInfo("Europe/Stockholm")
RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (1, 2, 5, 10, 30, 60, 300))

# ISO 4217 minor units that are not 2, of the currencies the sandbox lets through.
EXPONENTS = {"JPY": 0, "ISK": 0, "KRW": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3, "JOD": 3}


class Scenario(StrEnum):
    NORMAL = "normal"  # accepted, settles
    DECLINE = "decline"  # "insufficient funds at the bank"
    TIME_OUT = "time_out"  # the bank acts at once and says so late
    PENDING = "pending"  # the bank neither accepts nor declines
    TWO_DAYS = "two_days"  # pending for two days, then accepted
    RETURN = "return"  # accepted, settles, and comes back


class Direction(StrEnum):
    COLLECT = "collect"  # from the customer's account at the bank to us
    PAY_OUT = "pay_out"  # from us to the customer's account


class State(StrEnum):
    NEEDS_APPROVAL = "needs_approval"
    PENDING = "pending"
    ACCEPTED = "accepted"  # money moved
    DECLINED = "declined"
    EXPIRED = "expired"  # nobody approved in time
    RETURNED = "returned"  # money moved, and moved back
    CANCELLED = "cancelled"  # stopped before it moved


MAGIC = {11: Scenario.DECLINE, 13: Scenario.TIME_OUT, 17: Scenario.PENDING, 19: Scenario.RETURN}


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing the bank says about a transfer: ``state`` is a word of the payments port, ``code`` an ISO 20022 one."""

    state: str
    code: str = ""
    message: str = ""
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a transfer ends when the bank acts on it, and what the bank says, the first reply at once."""

    state: State
    replies: tuple[Reply, ...]


ACCEPTED = Reply("accepted", "ACSC", "")
STILL_PENDING = Reply("pending", "PDNG", "the bank is still working on it")
VERDICTS = {
    Scenario.NORMAL: Verdict(State.ACCEPTED, (ACCEPTED,)),
    Scenario.RETURN: Verdict(State.ACCEPTED, (ACCEPTED,)),
    Scenario.DECLINE: Verdict(State.DECLINED, (Reply("declined", "AM04", "insufficient funds at the bank"),)),
    Scenario.PENDING: Verdict(State.PENDING, (STILL_PENDING,)),
    Scenario.TWO_DAYS: Verdict(State.ACCEPTED, (STILL_PENDING, Reply("accepted", "ACSC", "", after=SLOW_ANSWER_AFTER))),
    Scenario.TIME_OUT: Verdict(
        State.ACCEPTED,
        (
            Reply("timed_out", "AB05", "no answer within 10 seconds"),
            Reply("accepted", "ACSC", "", after=LATE_ANSWER_AFTER),
        ),
    ),
}
REFUSED_BY_CUSTOMER = Verdict(State.DECLINED, (Reply("declined", "CUST", "refused by the account holder"),))
WITHDRAWN = Verdict(State.CANCELLED, ())
STOPPED = Reply("cancelled", "CUST", "stopped for the account holder")
STOPPED_BY_CUSTOMER = Verdict(State.CANCELLED, (STOPPED,))
NOT_APPROVED_IN_TIME = Verdict(State.EXPIRED, (Reply("expired", "AB06", "not approved in time"),))


def scenario_of(*, value: int, currency: str) -> Scenario:
    """The scenario an amount of ``value`` minor units asks for by its last two whole digits."""
    whole = value // 10 ** EXPONENTS.get(currency, 2)
    return MAGIC.get(whole % 100, Scenario.NORMAL)


def decided_by(now: datetime) -> datetime:
    """Return the end of the batch in which the bank decides on a wish made ``now`` (UTC)."""
    local = now.astimezone(ZONE)
    day = local.date() + timedelta(days=local.time() >= BATCH_ENDS)
    return datetime.combine(day, BATCH_ENDS, ZONE).astimezone(UTC)


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failed delivery (1 is the first); the last delay repeats for ever."""
    return RETRY_DELAYS[min(attempts, len(RETRY_DELAYS)) - 1]
