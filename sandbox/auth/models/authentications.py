"""Proofs under way."""

from __future__ import annotations

from django.db import models

from sandbox.auth.models.customers import Customer
from sandbox.auth.models.sessions import Session


class Authentication(models.Model):
    """One attempt to prove who somebody is. ``customer`` is null for an unknown identifier, which nobody may notice.

    A step-up has its session from the start, and the action it is for: its hash, and the words the customer reads.
    """

    id = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=16, default="login")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True)
    # What the guessing rules count by: a keyed hash, never the identifier itself.
    identifier_key = models.CharField(max_length=64)
    status = models.CharField(max_length=10, default="challenge")
    act_hash = models.CharField(max_length=64, blank=True)
    act_text = models.CharField(max_length=250, blank=True)
    acr = models.CharField(max_length=8, default="aal1")
    amr = models.JSONField(default=list)
    ip = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=512, blank=True)
    device_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.id


class Challenge(models.Model):
    """One question of an authentication; answered once, at most five tries."""

    id = models.CharField(max_length=64, primary_key=True)
    authentication = models.ForeignKey(Authentication, on_delete=models.CASCADE, related_name="challenges")
    method = models.CharField(max_length=16)
    channel = models.CharField(max_length=8, blank=True)
    hint = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    attempts_left = models.PositiveSmallIntegerField(default=5)
    sends = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.id
