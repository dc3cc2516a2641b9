from __future__ import annotations

from django.db import models


class Profile(models.Model):
    """What the platform knows of a merchant beside its name: how it is reached, paid and written on statements.

    ``key_hash`` is the SHA-256 of its API key, empty without one; ``acquirer`` the bank that takes its payments in,
    empty when none does.
    """

    merchant_id = models.CharField(primary_key=True, max_length=128)
    legal_name = models.CharField(max_length=140)
    place = models.CharField(max_length=200, blank=True)
    statement = models.CharField(max_length=140, blank=True)
    acquirer = models.CharField(max_length=40, blank=True)
    key_hash = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.merchant_id


class AuditEntry(models.Model):
    """One thing a merchant did or tried to, or what it read on one day, ``count`` times, last ``at``. ``subject`` is
    ``payment:<id>`` or ``merchant:<id>``; ``details`` hold no card data and nothing personal."""

    at = models.DateTimeField()
    merchant_id = models.CharField(max_length=128)
    actor = models.CharField(max_length=16)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=140)
    outcome = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=1)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["merchant_id", "subject", "id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.outcome}"
