"""Receipts that were signed: what is needed to say later whether a paper or a file is one of ours."""

from __future__ import annotations

from django.db import models

from selfcare.domain.money import Money
from transactions.models.signing import SignedPaper


class SignedReceipt(SignedPaper):
    """One receipt as it was signed; the same number has a second row only if its content was corrected.

    ``digest`` is SHA-256 of the canonical form in hexadecimal. ``amount`` and ``refunded`` are minor units of
    ``currency``; ``refunded`` only ever grows.
    """

    digest = models.CharField(max_length=64)
    transaction_id = models.CharField(max_length=128)
    payee = models.CharField(max_length=200)
    payer = models.CharField(max_length=40)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    refunded = models.PositiveBigIntegerField(default=0)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "digest"], name="receipt_once_per_content")]
        indexes = [models.Index(fields=["customer_id", "transaction_id"], name="receipt_of_transaction")]

    @property
    def money(self) -> Money:
        """What was paid."""
        return Money(self.amount, self.currency)

    @property
    def back(self) -> Money:
        """What came back since."""
        return Money(self.refunded, self.currency)
