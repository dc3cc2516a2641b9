"""From "3 days ago at 13:30" to an instant. The demo's today is now: its times of day keep their distance to 14:05:12."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

CLOCK_OF_THE_DEMO = time(14, 5, 12)


def span(text: str) -> timedelta:
    """The duration ``H:MM:SS`` or ``H:MM`` as text."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)


def moment(*, days: int, at: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant ``days`` ago at the local time ``at``; for today, as long before ``now`` as ``at`` is before 14:05:12.

    So nothing is ever in the future, at whatever hour the sandbox starts.
    """
    if days == 0:
        return now - (span(CLOCK_OF_THE_DEMO.isoformat()) - span(at))
    day = now.astimezone(zone).date() - timedelta(days=days)
    return (datetime.combine(day, time(), zone) + span(at)).astimezone(UTC)
