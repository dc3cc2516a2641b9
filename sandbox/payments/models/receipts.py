"""Receipts that were issued."""

from django.db import models


class Receipt(models.Model):
    """``serial`` gives the number; ``lines`` are pairs of a text and minor units, none where no list is known."""

    serial = models.BigAutoField(primary_key=True)
    transaction_id = models.CharField(max_length=128, unique=True)
    issued_at = models.DateTimeField()
    lines = models.JSONField(default=list)
