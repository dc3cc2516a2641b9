"""Rows that Selfcare owns about events: which ones it has taken in already."""

from __future__ import annotations

from django.db import models


class HookReceipt(models.Model):
    """One event that was taken in. Its row and its effect are one transaction, so a repeat has no second effect."""

    source = models.CharField(max_length=32)
    event_id = models.CharField(max_length=128)
    event_type = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="hook_once_per_event")]

    def __str__(self) -> str:
        return f"{self.source} {self.event_id}"
