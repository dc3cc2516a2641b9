"""Files made of the list: the row is the truth, the file is what it names until it expires."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final, get_args

from django.db import models
from django.utils import timezone

from transactions.domain import FileFormat

KEPT: Final = timedelta(hours=24)


def _new_id() -> str:
    return f"exp_{secrets.token_urlsafe(18)}"


class ExportState(models.TextChoices):
    """Where a file stands. A worker finishes the open ones; the others are final, save that a file expires."""

    QUEUED = "queued", "written down, nobody has begun"
    RUNNING = "running", "being made"
    READY = "ready", "whole"
    INCOMPLETE = "incomplete", "made, with something missing that it names itself"
    FAILED = "failed", "not made"
    STOPPED = "stopped", "the customer stopped it"
    EXPIRED = "expired", "made, and deleted since"


UNFINISHED: Final = (ExportState.QUEUED, ExportState.RUNNING)
WITH_FILE: Final = (ExportState.READY, ExportState.INCOMPLETE)


class Export(models.Model):
    """One file of one customer.

    ``where`` is the list's filter as it was asked; ``with_failed`` and ``with_notes`` what was asked besides. A file of
    a statement has ``statement`` instead: its account and period, `StatementOf` as JSON values.
    ``due_at`` is when a worker may take it (again): the lease of whoever holds it, or the next try. ``attempts`` counts
    holders, so that one who lost the lease cannot write a result. ``expected`` is how many rows the service counted,
    None where it cannot. ``sums`` and ``missing`` are `transactions.domain` structs as JSON values.
    """

    id = models.CharField(primary_key=True, max_length=40, default=_new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    customer_id = models.CharField(max_length=128)
    format = models.CharField(max_length=16, choices=[(name, name) for name in get_args(FileFormat)])
    where = models.JSONField(default=dict)
    statement = models.JSONField(default=dict)
    with_notes = models.BooleanField(default=False)
    with_failed = models.BooleanField(default=True)
    zone = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    owner = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=ExportState.choices, default=ExportState.QUEUED)
    rows = models.PositiveBigIntegerField(default=0)
    expected = models.PositiveBigIntegerField(null=True)
    emulated = models.JSONField(default=list)
    sums = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    problem = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    as_of = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    stored = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "-created_at"], name="export_of_customer"),
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=("queued", "running")), name="export_unfinished_due"
            ),
            models.Index(fields=["expires_at"], name="export_expires"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def has_file(self) -> bool:
        """Tell whether its file can be fetched; past its time it cannot, though it may not be deleted yet."""
        return self.state in WITH_FILE and self.expires_at is not None and self.expires_at > timezone.now()
