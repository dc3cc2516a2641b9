"""What control keeps across restarts."""

from __future__ import annotations

from django.db import models


class ClockSetting(models.Model):
    """How the clock is set; one row at most. ``ahead`` is milliseconds; ``frozen_at`` wins over it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ahead = models.BigIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.frozen_at or self.ahead)
