"""Messages that would have been sent."""

from __future__ import annotations

from django.db import models


class OutboxMessage(models.Model):
    """A mail or SMS as the customer would have got it."""

    id = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=4)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id
