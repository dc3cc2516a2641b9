"""How much may be deposited: the platform's bounds per deposit and the customer's own limits per window."""

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
COUNTED: Final = frozenset({"created", "requires_action", "pending", "authorised", "succeeded", "reversed"})
_BOUNDS: Final = {"SEK": (5_000, 5_000_000), "EUR": (500, 500_000)}
CURRENCIES: Final = tuple(sorted(_BOUNDS))


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


class DepositRange(msgspec.Struct, frozen=True):
    """What the next deposit may be, in minor units. When ``left`` is under ``min`` none is possible."""

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


def deposit_range(currency: str, limits: Sequence[Limit]) -> DepositRange | None:
    """Return what is allowed now, None in a currency that takes no deposits."""
    if currency not in _BOUNDS:
        return None
    low, high = _BOUNDS[currency]
    tightest = min(limits, key=lambda limit: limit.remaining, default=None)
    if tightest is None:
        return DepositRange(currency, low, high)
    return DepositRange(currency, low, min(high, tightest.remaining), tightest.remaining, tightest.window)


def deposit_check(value: int, currency: str, limits: Sequence[Limit]) -> None:
    """Raise Refused if a deposit of this size is out of bounds (``validation_failed``) or over a limit
    (``limit_exceeded``, with the limit itself among the problem's members)."""
    if currency not in _BOUNDS:
        raise Refused("currency_not_supported", f"Deposits are made in {' or '.join(CURRENCIES)}.", _currency())
    low, high = _BOUNDS[currency]
    if value < low:
        raise invalid("/amount/value", "min", f"At least {money_text(low, currency)}.")
    if value > high:
        raise invalid("/amount/value", "max", f"At most {money_text(high, currency)}.")
    over = [limit for limit in limits if value > limit.remaining]
    if over:
        raise _exceeded(min(over, key=lambda limit: limit.remaining))


def _currency() -> Field:
    return Field("/amount/currency", "currency_not_supported", "Use the account's own currency.")


def _limit_wire(limit: Limit) -> dict[str, object]:
    wire = {**msgspec.structs.asdict(limit), "remaining": limit.remaining}
    return wire | {"resets_at": rfc3339_or_none(limit.resets_at)}


def _exceeded(limit: Limit) -> Refused:
    most = money_text(limit.remaining, limit.currency)
    return Refused(
        "limit_exceeded",
        f"The limit per {limit.window} is {money_text(limit.amount, limit.currency)}; {most} is left.",
        Field("/amount/value", "max", f"At most {most}."),
        limit_id=limit.id,
        limit=_limit_wire(limit),
    )
