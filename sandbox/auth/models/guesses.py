"""Tries that have not turned into a sign-in."""

from __future__ import annotations

from django.db import models


class GuessCounter(models.Model):
    """One thing tries are counted by (identifier, device, network, everything); its row is the lock for counting."""

    key = models.CharField(max_length=120, primary_key=True)

    def __str__(self) -> str:
        return self.key[:16]


class Guess(models.Model):
    """One try under one counter. Kept as long as a pause may need it."""

    counter = models.ForeignKey(GuessCounter, on_delete=models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["counter", "at"], name="guess_by_counter")]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.at}"
