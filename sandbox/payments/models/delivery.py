"""What makes calls safe to repeat, inwards (idempotency) and outwards (outbox)."""

from django.db import models


class IdempotencyRecord(models.Model):
    """One key of one customer on one route. ``running_until`` is the lease of whoever executes it: past it, or null
    while ``answer_status`` is null, the same key may resume the operation."""

    id = models.CharField(primary_key=True, max_length=128)
    customer_id = models.CharField(max_length=128)
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_index=True)
    running_until = models.DateTimeField(null=True, blank=True)
    answer_status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_headers = models.JSONField(default=dict)
    answer_body = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer_id", "route", "key"], name="idempotency_once")]


class StepUpUse(models.Model):
    """A step-up (its id) that has made its one transaction; rows stay, so that it makes no second."""

    id = models.CharField(primary_key=True, max_length=64)
    transaction_id = models.CharField(max_length=128)
    used_at = models.DateTimeField()


class OutboxEvent(models.Model):
    """One CloudEvent on its way out, written with the change it tells of. ``state``: waiting, delivered, failed.
    ``claimed_until`` is the lease of the worker that is sending it."""

    id = models.CharField(primary_key=True, max_length=128)
    type = models.CharField(max_length=60)
    subject = models.CharField(max_length=128)
    customer_id = models.CharField(max_length=128)
    sequence = models.PositiveIntegerField(default=0)
    body = models.TextField()
    created_at = models.DateTimeField()
    state = models.CharField(max_length=16, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=100, blank=True, default="")
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(state="waiting"))]
