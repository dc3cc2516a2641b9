"""How much may move: the platform's bounds per order, the customer's limits per window, the money that is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from sandbox.clock import rfc3339_or_none
from sandbox.payments.domain.errors import Field, Refused, invalid
from sandbox.payments.domain.money import money_text

ZONE: Final = ZoneInfo("Europe/Stockholm")  # the platform's own calendar: limits turn over at its midnight
_OPEN: Final = frozenset({"created", "requires_action", "pending", "authorised", "succeeded"})
# What uses up a limit. A returned withdrawal never left for good; a returned deposit was credit given.
COUNTED: Final = {"deposit": _OPEN | {"reversed"}, "withdrawal": _OPEN}
_BOUNDS: Final = {
    "deposit": {"SEK": (5_000, 5_000_000), "EUR": (500, 500_000)},
    "withdrawal": {"SEK": (100, 5_000_000), "EUR": (10, 500_000)},
    "payment": {"SEK": (100, 5_000_000), "EUR": (10, 500_000)},
}
CURRENCIES: Final = tuple(sorted(_BOUNDS["deposit"]))


class Limit(msgspec.Struct, frozen=True):
    """A ceiling in minor units; ``used`` and ``resets_at`` (UTC) are of the window that is running."""

    id: str
    window: str
    amount: int
    currency: str
    set_by: str
    used: int = 0
    resets_at: datetime | None = None

    @property
    def remaining(self) -> int:
        return max(0, self.amount - self.used)


class AmountRange(msgspec.Struct, frozen=True):
    """What the next order may be, in minor units: none when ``max`` is under ``min``. ``left`` is what the tightest
    limit, of the ``window``, still allows."""

    currency: str
    min: int
    max: int
    left: int | None = None
    window: str | None = None


def window_bounds(window: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return when the running window began and when it ends, None for a limit on each single transaction."""
    today = now.astimezone(ZONE).date()
    first = {"day": today, "week": today - timedelta(days=today.weekday()), "month": today.replace(day=1)}.get(window)
    if first is None:
        return None
    days = {"day": 1, "week": 7, "month": 32}[window]
    after = first + timedelta(days=days)
    last = after.replace(day=1) if window == "month" else after
    return datetime.combine(first, time(), ZONE), datetime.combine(last, time(), ZONE)


def deposit_range(currency: str, limits: Sequence[Limit]) -> AmountRange | None:
    """Return what may be deposited now, None in a currency that takes no deposits."""
    return _range("deposit", currency, limits)


def withdrawal_range(currency: str, limits: Sequence[Limit], available: int) -> AmountRange | None:
    """Return what may be withdrawn now of ``available``, None in a currency that pays nothing out."""
    allowed = _range("withdrawal", currency, limits)
    return allowed and msgspec.structs.replace(allowed, max=max(0, min(allowed.max, available)))


def _range(kind: str, currency: str, limits: Sequence[Limit]) -> AmountRange | None:
    if currency not in _BOUNDS[kind]:
        return None
    low, high = _BOUNDS[kind][currency]
    tightest = min(limits, key=lambda limit: limit.remaining, default=None)
    if tightest is None:
        return AmountRange(currency, low, high)
    return AmountRange(currency, low, min(high, tightest.remaining), tightest.remaining, tightest.window)


def payment_range(currency: str) -> AmountRange | None:
    """Return what one payment may be, None in a currency nobody pays in."""
    return _range("payment", currency, ())


def bounds_check(kind: str, value: int, currency: str) -> None:
    """Raise Refused if no deposit, withdrawal or payment (``kind``) of this size is ever made: ``validation_failed``,
    or ``currency_not_supported``."""
    if currency not in _BOUNDS[kind]:
        raise Refused("currency_not_supported", f"A {kind} is made in {' or '.join(CURRENCIES)}.", _currency())
    low, high = _BOUNDS[kind][currency]
    if value < low:
        raise invalid("/amount/value", "min", f"At least {money_text(low, currency)}.")
    if value > high:
        raise invalid("/amount/value", "max", f"At most {money_text(high, currency)}.")


def funds_check(value: int, available: int, currency: str) -> None:
    """Raise Refused ``insufficient_funds``, with what there is and what is missing, if the balance is too small."""
    if value > available:
        most = money_text(max(0, available), currency)
        raise Refused(
            "insufficient_funds",
            f"There is {most} to use.",
            Field("/amount/value", "max", f"At most {most}."),
            available={"value": available, "currency": currency},
            missing={"value": value - max(0, available), "currency": currency},
        )


def limits_check(value: int, limits: Sequence[Limit]) -> None:
    """Raise Refused ``limit_exceeded``, with the limit itself among the problem's members, if one is overstepped."""
    over = [limit for limit in limits if value > limit.remaining]
    if over:
        raise _exceeded(min(over, key=lambda limit: limit.remaining))


def _currency() -> Field:
    return Field("/amount/currency", "currency_not_supported", "Use the account's own currency.")


def limit_wire(limit: Limit) -> dict[str, object]:
    """Return the limit as it stands: ceiling, used, remaining, when it turns over."""
    wire = {**msgspec.structs.asdict(limit), "remaining": limit.remaining}
    return wire | {"resets_at": rfc3339_or_none(limit.resets_at)}


def _exceeded(limit: Limit) -> Refused:
    most = money_text(limit.remaining, limit.currency)
    return Refused(
        "limit_exceeded",
        f"The limit per {limit.window} is {money_text(limit.amount, limit.currency)}; {most} is left.",
        Field("/amount/value", "max", f"At most {most}."),
        limit_id=limit.id,
        limit=limit_wire(limit),
    )
