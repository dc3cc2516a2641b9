"""Day and time of day of an instant, as a zone's clocks showed them, a million times over.

Rows come in order, so nearly every one is of the same day as the one before it. A day's midnight and offset are found
out once; then a row costs a subtraction and two look-ups, a seventh of a conversion and its text.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

_DAY: Final = timedelta(days=1)
_MOMENT: Final = timedelta(microseconds=1)
_MINUTES: Final = tuple(f"{minute // 60:02d}:{minute % 60:02d}:" for minute in range(24 * 60))
_SECONDS: Final = tuple(f"{second:02d}" for second in range(60))


class ZoneClock:
    """One zone's clock. Not for several threads at once: it remembers the day it told last."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._begin = self._end = datetime.min.replace(tzinfo=UTC)
        self._day = self._offset = ""

    def cells(self, moment: datetime) -> tuple[str, str, str]:
        """Return day, time of day (ISO 8601, to the second) and "UTC+01:00" of an aware moment.

        A bare offset begins with a sign, and a spreadsheet would add it up.
        """
        if not self._begin <= moment < self._end and not self._turn(moment):
            text = moment.astimezone(self._zone).isoformat(timespec="seconds")
            return text[:10], text[11:19], f"UTC{text[19:]}"
        minute, second = divmod((moment - self._begin).seconds, 60)
        return self._day, _MINUTES[minute] + _SECONDS[second], self._offset

    def _turn(self, moment: datetime) -> bool:
        """Go on to the moment's day; False when its clocks change, so that midnight and offset tell nothing."""
        here = moment.astimezone(self._zone)
        midnight = timedelta(hours=here.hour, minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
        begin = moment.astimezone(UTC) - midnight
        end = begin + _DAY
        seen = {at.astimezone(self._zone).utcoffset() for at in (begin, begin + _DAY / 2, end - _MOMENT)}
        if seen != {here.utcoffset()}:
            return False
        self._begin, self._end = begin, end
        self._day, self._offset = here.date().isoformat(), f"UTC{here.isoformat(timespec='seconds')[19:]}"
        return True
