from __future__ import annotations

from django.db import models


class ConsoleSession(models.Model):
    """Somebody signed in as a merchant. The browser holds the token, we its SHA-256."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    merchant_id = models.CharField(max_length=128)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.merchant_id
