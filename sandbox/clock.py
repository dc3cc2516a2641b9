"""The sandbox's one clock. Nothing else may ask the machine for the time, so that all of it can be moved together.

`sandbox.control` moves it: it keeps the setting in the database and hands it over here, so that reading the clock costs
no query. Only what another machine checks against its own clock (signatures of events) is stamped with ``wall()``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Setting:
    """How far ahead of the machine's clock ours is (negative: behind), or the instant at which it stands still."""

    ahead: timedelta = timedelta(0)
    frozen_at: datetime | None = None


_setting = Setting()


def now() -> datetime:
    """Return the sandbox's current instant in UTC, cut to milliseconds as on the wire."""
    return _setting.frozen_at or wall() + _setting.ahead


def wall() -> datetime:
    """Return the machine's own instant in UTC, cut to milliseconds, however the sandbox's clock is set."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def setting() -> Setting:
    """Return how the clock is set."""
    return _setting


def setting_use(chosen: Setting) -> None:
    """Go by ``chosen`` from now on, in this process."""
    global _setting  # noqa: PLW0603 one clock per process is the point; the name is swapped in one step
    _setting = chosen


def rfc3339(instant: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC with milliseconds: 2025-11-20T10:11:12.000Z."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rfc3339_or_none(instant: datetime | None) -> str | None:
    """Like ``rfc3339`` for a time that may not have come yet."""
    return None if instant is None else rfc3339(instant)
