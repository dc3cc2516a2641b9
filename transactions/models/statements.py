"""Statements that were signed: what is needed to say later whether a paper or a file is one of ours."""

from __future__ import annotations

from django.db import models

from selfcare.domain.money import Money


class SignedStatement(models.Model):
    """One statement as it was signed; the same content is signed once.

    ``digest`` is SHA-256 of what was signed less number and time, in hexadecimal; ``signature`` base 64. The holder's
    name is kept as initials and dots. Amounts are minor units of ``currency``.
    """

    number = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=32)
    signature = models.CharField(max_length=88)
    check_word = models.CharField(max_length=8)
    customer_id = models.CharField(max_length=128)
    account_id = models.CharField(max_length=128)
    holder = models.CharField(max_length=40)
    first_day = models.DateField()
    last_day = models.DateField()
    currency = models.CharField(max_length=3)
    opening = models.BigIntegerField()
    count_in = models.PositiveBigIntegerField()
    came_in = models.PositiveBigIntegerField()
    count_out = models.PositiveBigIntegerField()
    went_out = models.PositiveBigIntegerField()
    closing = models.BigIntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["number"], name="statement_number")]

    def __str__(self) -> str:
        return self.number

    def money(self, value: int) -> Money:
        """Return an amount of the statement with its currency."""
        return Money(value, self.currency)
