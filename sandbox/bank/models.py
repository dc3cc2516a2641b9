from __future__ import annotations

import secrets
from typing import Any, Final

from django.db import models

from sandbox.bank import domain

PLATFORM: Final = "Selfcare Payments"  # asks for what no shop asks for


def transfer_id() -> str:
    return f"btr_{secrets.token_hex(12)}"


def approval_token() -> str:
    """256 bits: who holds it may approve, so it also stands in for a CSRF token."""
    return secrets.token_urlsafe(32)


def _choices(values: type[domain.Scenario | domain.Direction | domain.State]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class Transfer(models.Model):
    """An instant transfer as the bank's own books hold it. ``amount`` is in minor units."""

    id = models.CharField(primary_key=True, max_length=32, default=transfer_id)
    token = models.CharField(max_length=64, default=approval_token)
    reference = models.CharField(max_length=128, unique=True)
    direction = models.CharField(max_length=10, choices=_choices(domain.Direction))
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    account_label = models.CharField(max_length=120)
    instrument_id = models.CharField(max_length=128, blank=True)
    description = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=120, default=PLATFORM)
    return_url = models.CharField(max_length=2048, blank=True)
    scenario = models.CharField(max_length=10, choices=_choices(domain.Scenario))
    state = models.CharField(max_length=16, choices=_choices(domain.State))
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    settle_due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    cancel_due_at = models.DateTimeField(null=True)
    cancel_decided_at = models.DateTimeField(null=True)
    return_due_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "expires_at"]),
            models.Index(fields=["settled_at", "settle_due_at"]),
            models.Index(fields=["returned_at", "return_due_at"]),
            models.Index(fields=["cancel_decided_at", "cancel_due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def bank_name(self) -> str:
        """The label up to its digits, or to its comma: "Östra Sparbank ••2104"."""
        return self.account_label.split(" ••")[0].split(",")[0]


class Callback(models.Model):
    """One answer the bank owes the payment service; it stays until it was taken."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="callbacks")
    state = models.CharField(max_length=16)
    code = models.CharField(max_length=16, blank=True)
    message = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["delivered_at", "due_at"])]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.state}"


class ScenarioRule(models.Model):
    """A scenario set by hand: for one instrument, or (without one) for the ``remaining`` next transfers."""

    scenario = models.CharField(max_length=10, choices=_choices(domain.Scenario))
    instrument_id = models.CharField(max_length=128, blank=True)
    remaining = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.scenario} {self.instrument_id or self.remaining}"

    def as_json(self) -> dict[str, Any]:
        return {"scenario": self.scenario, "instrument_id": self.instrument_id or None, "next": self.remaining}
