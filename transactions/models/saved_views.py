"""Filters that a customer gave a name."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import models

LONGEST_NAME: Final = 40
MOST_VIEWS: Final = 20


def _new_id() -> str:
    return f"viw_{secrets.token_urlsafe(12)}"


class SavedView(models.Model):
    """One view. ``filter`` is a `transactions.domain.ViewFilter`; ``place`` bounds how many a customer can have."""

    id = models.CharField(primary_key=True, max_length=40, default=_new_id, editable=False)
    customer_id = models.CharField(max_length=128)
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    key = models.CharField(max_length=3 * LONGEST_NAME)
    filter = models.JSONField()
    opens_first = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "place")
        constraints = [
            models.UniqueConstraint(fields=["customer_id", "key"], name="view_name_once"),
            models.UniqueConstraint(fields=["customer_id", "place"], name="view_place_once"),
            models.UniqueConstraint(
                fields=["customer_id"], condition=models.Q(opens_first=True), name="view_one_opens_first"
            ),
            models.CheckConstraint(condition=models.Q(place__gte=1, place__lte=MOST_VIEWS), name="view_place_range"),
        ]

    def __str__(self) -> str:
        return self.name
