"""The geometry of a case's clock: a ruler of days from the opening to the promise, or to today when that is later."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec

from transactions.domain.promises.calendar import Calendar

Anchor = Literal["start", "middle", "end"]
_BEGUN: Final = 400  # hundredths of a per cent: what shows of a first day
_WHOLE: Final = 10_000
_NEAR_EDGE: Final = 1_200
_MOST_TICKS: Final = 60
_WEEK: Final = 7


class Point(msgspec.Struct, frozen=True):
    """A place on the ruler, such as "21.43%", and where a text at it is anchored."""

    x: str
    anchor: Anchor


class Clock(msgspec.Struct, frozen=True):
    """``day`` of ``days``; ``gone`` and ``late`` are widths. ``state`` picks the colour of what has passed.

    ``is_late`` says that the promise has passed, kept late or not at all; ``days_late`` is 0 on the
    promised day itself.
    """

    state: Literal["running", "late", "done"]
    day: int
    days: int
    is_late: bool
    days_late: int
    ticks: tuple[str, ...]
    gone: str
    late: str
    by: Point
    now: Point


def clock_of(
    *, opened_at: datetime, by: datetime, now: datetime, closed_at: datetime | None, calendar: Calendar
) -> Clock:
    """Return the clock of a case that was promised ``by``; a closed one stands still at ``closed_at``."""
    end = closed_at or now
    day, days = max(0, calendar.days_between(opened_at, end)), max(1, calendar.days_between(opened_at, by))
    is_late = end > by
    total = max(day, days) if is_late else days
    gone = min(day, days)
    width = max(_share(gone, total), _BEGUN)
    here = _share(day, total) if is_late else width
    return Clock(
        state="done" if closed_at else "late" if is_late else "running",
        day=max(1, day),
        days=days,
        is_late=is_late,
        days_late=max(0, calendar.days_between(by, end)),
        ticks=tuple(_percent(_share(each, total)) for each in _days_shown(total)),
        gone=_percent(width),
        late=_percent(max(0, here - width)),
        by=_point(_share(days, total)),
        now=_point(here),
    )


def _days_shown(total: int) -> range:
    return range(0, total + 1, 1 if total <= _MOST_TICKS else _WEEK)


def _share(part: int, total: int) -> int:
    """Return the part in hundredths of a per cent, rounded."""
    return (2 * _WHOLE * part + total) // (2 * total)


def _point(share: int) -> Point:
    anchor: Anchor = "start" if share < _NEAR_EDGE else "end" if share > _WHOLE - _NEAR_EDGE else "middle"
    return Point(_percent(share), anchor)


def _percent(share: int) -> str:
    return f"{share // 100}.{share % 100:02d}%"
