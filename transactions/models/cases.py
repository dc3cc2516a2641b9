"""Open cases and the dates they were promised, so that a date that slips is noticed while nobody looks."""

from __future__ import annotations

from django.db import models


class CaseClock(models.Model):
    """One open case of one customer. The payment service has the case; this is only when to look at it.

    ``promised_by`` is when somebody else than the customer owes the next step; None while the customer does.
    ``slipped_for`` is the last promised date that has passed unkept, so that each is told once. ``look_at`` is when the
    worker looks again: at once after an event, else when the date passes. ``zone`` is the customer's, IANA.
    """

    case_id = models.CharField(primary_key=True, max_length=128)
    customer_id = models.CharField(max_length=128)
    zone = models.CharField(max_length=64)
    promised_by = models.DateTimeField(null=True)
    slipped_for = models.DateTimeField(null=True)
    slipped_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["look_at"], name="case_clock_look"),
            models.Index(fields=["customer_id"], name="case_clock_customer"),
        ]

    def __str__(self) -> str:
        return f"clock of {self.case_id}"
