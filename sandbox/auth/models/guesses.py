"""Counters of failed tries."""

from __future__ import annotations

from django.db import models


class Guesses(models.Model):
    """Tries since ``since`` under one key (identifier, device, network or everything), and the pause they earned."""

    key = models.CharField(max_length=80, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    paused_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key[:16]
