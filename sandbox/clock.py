"""The sandbox's one clock. Nothing else may ask the machine for the time, so that all of it can be moved together."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current instant in UTC, cut to milliseconds as on the wire."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def rfc3339(instant: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC with milliseconds: 2025-11-20T10:11:12.000Z."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rfc3339_or_none(instant: datetime | None) -> str | None:
    """Like ``rfc3339`` for a time that may not have come yet."""
    return None if instant is None else rfc3339(instant)
