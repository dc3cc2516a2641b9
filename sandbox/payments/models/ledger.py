"""Double-entry bookkeeping: entries are never changed or deleted, and each one's postings sum to zero."""

from django.db import models


class LedgerEntry(models.Model):
    """One booking. ``kind``: opening, hold, release, post, credit, debit, settle, return."""

    id = models.CharField(primary_key=True, max_length=128)
    transaction_id = models.CharField(max_length=128, null=True, blank=True, db_index=True)
    kind = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)
    booked_at = models.DateTimeField()


class Posting(models.Model):
    """One line of an entry. ``book`` names where the money stands (`sandbox.payments.domain.ledger`), ``amount`` is
    signed minor units: more is positive, less is negative."""

    id = models.BigAutoField(primary_key=True)
    entry_id = models.CharField(max_length=128, db_index=True)
    book = models.CharField(max_length=140)
    amount = models.BigIntegerField()
    booked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["book", "booked_at", "amount"], name="posting_book")]
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="posting_not_zero")]
