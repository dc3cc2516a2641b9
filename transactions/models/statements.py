"""Statements that were signed: what is needed to say later whether a paper or a file is one of ours."""

from __future__ import annotations

from django.db import models

from selfcare.domain.money import Money
from transactions.models.signing import ContentSigned


class SignedStatement(ContentSigned):
    """One statement as it was signed. Amounts are minor units of ``currency``."""

    account_id = models.CharField(max_length=128)
    first_day = models.DateField()
    last_day = models.DateField()
    currency = models.CharField(max_length=3)
    opening = models.BigIntegerField()
    count_in = models.PositiveBigIntegerField()
    came_in = models.PositiveBigIntegerField()
    count_out = models.PositiveBigIntegerField()
    went_out = models.PositiveBigIntegerField()
    closing = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["number"], name="statement_number")]

    def money(self, value: int) -> Money:
        """Return an amount of the statement with its currency."""
        return Money(value, self.currency)
