"""Setting the clock, and finding it again after a restart."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox import clock
from sandbox.control.models import ClockSetting

_MILLISECOND = timedelta(milliseconds=1)


def clock_set(*, at: datetime, frozen: bool) -> None:
    """Let it be ``at`` (aware) from now on, standing still when ``frozen``. Everything in the sandbox follows."""
    ahead = timedelta(0) if frozen else at - clock.wall()
    _keep(clock.Setting(ahead=ahead, frozen_at=at if frozen else None))


def clock_load() -> None:
    """Go by the setting that was kept, if any; called when the process starts."""
    row = ClockSetting.objects.first()
    if row is not None:
        clock.setting_use(clock.Setting(ahead=row.ahead * _MILLISECOND, frozen_at=row.frozen_at))


def _keep(setting: clock.Setting) -> None:
    values = {"ahead": setting.ahead // _MILLISECOND, "frozen_at": setting.frozen_at}
    ClockSetting.objects.update_or_create(id=1, defaults=values)
    clock.setting_use(setting)
