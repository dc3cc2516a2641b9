"""A customer's own label, note and tags of a transaction. They are never sent to any service."""

from __future__ import annotations

from django.db import models

LONGEST_LABEL, LONGEST_NOTE, LONGEST_TAG = 40, 1000, 24


class Note(models.Model):
    """What one customer wrote about one transaction.

    ``transaction_at`` is when the transaction was made, so that the newest can be named first. ``search`` holds all of
    the words, case folded, a line each.
    """

    customer_id = models.CharField(max_length=128)
    transaction_id = models.CharField(max_length=128)
    transaction_at = models.DateTimeField()
    label = models.CharField(max_length=LONGEST_LABEL, blank=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    search = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer_id", "transaction_id"], name="note_once_per_transaction"),
        ]
        indexes = [models.Index("customer_id", models.F("transaction_at").desc(), name="note_newest")]

    def __str__(self) -> str:
        return f"note on {self.transaction_id}"


class Tag(models.Model):
    """One word on a note. ``word`` is as it was written, ``key`` the same case folded (a sign may become three)."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="tags")
    customer_id = models.CharField(max_length=128)
    word = models.CharField(max_length=LONGEST_TAG)
    key = models.CharField(max_length=3 * LONGEST_TAG)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "key"], name="tag_once_per_note")]
        indexes = [models.Index(fields=["customer_id", "key"], name="tag_of_customer")]
        ordering = ("id",)

    def __str__(self) -> str:
        return self.word
