"""The operator's promise table: within which time each step of a case is owed, as text that people read and write.

A row is ``name=time``: ``5d`` five days later at the same time of day, ``2wd@17:00`` the second working day at 17:00,
``1h`` and ``30m`` hours and minutes later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Final, Literal

import msgspec

from transactions.domain.promises.calendar import Calendar

Unit = Literal["m", "h", "d", "wd"]

DEFAULTS: Final[Mapping[str, str]] = {
    "refund_request.answer": "2wd@17:00",
    "refund_request.money": "1m",
    "refund_request.escalate": "30d",
    "dispute.answer": "5d",
    "dispute.choose": "14d@23:59",
    "dispute.money": "1h",
    "dispute.decide": "15d",
    "missing_deposit.confirm": "1wd",
    "missing_deposit.ask": "1wd@17:00",
    "missing_deposit.answer": "3wd@17:00",
    "unknown_charge.advance": "1d",
    "unknown_charge.decide": "15d",
    "escalation.answer": "1wd@12:00",
}
_DUE: Final = re.compile(
    r"(?P<count>[0-9]{1,3})(?P<unit>m|h|d|wd)(?:@(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]))?"
)


class TableError(ValueError):
    """A row of the table cannot be read; the message names it and the form it must have."""


class Due(msgspec.Struct, frozen=True):
    """A time within which something is owed."""

    count: int
    unit: Unit
    at: time | None = None

    def after(self, start: datetime, calendar: Calendar) -> datetime:
        """Return when it is due, in UTC, counted from ``start`` in the calendar's zone."""
        if self.unit == "wd":
            return calendar.after_working_days(start, self.count, self.at)
        if self.unit == "d":
            return calendar.after_days(start, self.count, self.at)
        return start + (timedelta(hours=self.count) if self.unit == "h" else timedelta(minutes=self.count))


PromiseTable = Mapping[str, Due]


def promise_table(rows: Iterable[str]) -> PromiseTable:
    """Return the table: the defaults, with ``rows`` in place of those they name. Raises TableError."""
    given = dict(_pair(row) for row in rows)
    return {name: _due(name, text) for name, text in {**DEFAULTS, **given}.items()}


def _pair(row: str) -> tuple[str, str]:
    name, _, text = row.partition("=")
    if name.strip() not in DEFAULTS:
        raise TableError(f"{name.strip()!r} is no promise. Use one of {', '.join(DEFAULTS)}.")
    return name.strip(), text.strip()


def _due(name: str, text: str) -> Due:
    found = _DUE.fullmatch(text)
    if found is None or (found["hour"] and found["unit"] not in {"d", "wd"}):
        raise TableError(f"{name} is {text!r}. Write a time such as 30m, 1h, 5d, 14d@23:59 or 2wd@17:00.")
    at = time(int(found["hour"]), int(found["minute"])) if found["hour"] else None
    return Due(int(found["count"]), found["unit"], at)  # type: ignore[arg-type]  # the pattern has no other
