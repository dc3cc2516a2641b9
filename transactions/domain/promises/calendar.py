"""Counting days and working days in the calendar of one time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
_CLOSE: Final = time(17)


class Calendar(msgspec.Struct, frozen=True):
    """Days of a zone. Monday to Friday are working days, save the ``holidays`` the operator names."""

    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def day_of(self, moment: datetime) -> date:
        """Return the zone's day of a moment."""
        return moment.astimezone(self.zone).date()

    def is_working(self, day: date) -> bool:
        """Tell whether people work on the day."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def after_days(self, start: datetime, days: int, at: time | None = None) -> datetime:
        """Return the moment so many days after ``start``, in UTC: at the same local time, or at ``at``."""
        return self._at(self.day_of(start) + timedelta(days=days), start, at)

    def after_working_days(self, start: datetime, days: int, at: time | None = None) -> datetime:
        """Return the moment so many working days after ``start``, in UTC: at ``at``, or at the same local time.

        What was asked in the evening is owed by 17:00 of the working day: nobody works later.
        """
        day = self.day_of(start)
        while days:
            day += _DAY
            days -= self.is_working(day)
        return self._at(day, start, at or min(_local_time(start, self.zone), _CLOSE))

    def days_between(self, start: datetime, end: datetime) -> int:
        """Return how many midnights of the zone lie between; negative when ``end`` is before ``start``."""
        return (self.day_of(end) - self.day_of(start)).days

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Return how many working days come after the day of ``start``, up to that of ``end``; never negative."""
        first = self.day_of(start)
        return sum(self.is_working(first + number * _DAY) for number in range(1, self.days_between(start, end) + 1))

    def _at(self, day: date, start: datetime, at: time | None) -> datetime:
        """A local time that a change of clocks skips or repeats is read as PEP 495 does with fold=0."""
        return datetime.combine(day, at or _local_time(start, self.zone), self.zone).astimezone(UTC)


def _local_time(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time().replace(fold=0)
