"""Sessions and the state of their refresh token."""

from __future__ import annotations

from django.db import models

from sandbox.auth.models.customers import Customer


class Session(models.Model):
    """One sign-in. Its refresh tokens are derived (see `refresh_tokens`), so none is stored."""

    id = models.CharField(max_length=64, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    # When the current refresh token dies unused.
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=32, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=512, blank=True)
    device_label = models.CharField(max_length=100, blank=True)
    acr = models.CharField(max_length=8)
    amr = models.JSONField()
    auth_time = models.DateTimeField()
    # The last step-up (see `proofs`): what it proved, when, and the one action it is for.
    step_up_id = models.CharField(max_length=64, blank=True)
    step_up_amr = models.JSONField(default=list)
    stepped_up_at = models.DateTimeField(null=True)
    act_hash = models.CharField(max_length=64, blank=True)
    refresh_nonce = models.CharField(max_length=64)
    generation = models.PositiveIntegerField(default=0)
    rotated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-id"], name="session_by_customer")]

    def __str__(self) -> str:
        return self.id
