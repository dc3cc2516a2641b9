"""Decisions that were signed: what is needed to say later whether a paper or a file is one of ours."""

from __future__ import annotations

from django.db import models

from selfcare.domain.money import Money
from transactions.models.signing import ContentSigned


class SignedDecision(ContentSigned):
    """One decision as it was signed: no words of anybody. Amounts are minor units of ``currency``; ``outcome`` is the
    customer's: won, part or lost."""

    case_id = models.CharField(max_length=128)
    case_number = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    amount = models.PositiveBigIntegerField()
    returned = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["number"], name="decision_number")]

    def money(self, value: int) -> Money:
        """Return an amount of the decision with its currency."""
        return Money(value, self.currency)
