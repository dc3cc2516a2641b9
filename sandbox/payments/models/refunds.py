"""What customers asked merchants to give back."""

from django.db import models
from django.db.models import F


class RefundRequest(models.Model):
    """A wish to get money of a payment back (`sandbox.payments.domain.refunds`). Amounts are minor units,
    ``messages`` counts the case's messages."""

    id = models.CharField(primary_key=True, max_length=128)
    case_number = models.CharField(max_length=16)
    customer_id = models.CharField(max_length=128)
    transaction_id = models.CharField(max_length=128, db_index=True)
    merchant_id = models.CharField(max_length=128)
    merchant_name = models.CharField(max_length=100)
    merchant_site = models.CharField(max_length=200, null=True, blank=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=24)
    note = models.TextField(null=True, blank=True)
    status = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    respond_by = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_amount = models.BigIntegerField(null=True, blank=True)
    refund_transaction_id = models.CharField(max_length=128, null=True, blank=True)
    decision_note = models.TextField(null=True, blank=True)
    escalated_to = models.CharField(max_length=128, null=True, blank=True)
    messages = models.PositiveIntegerField(default=0)
    operation_id = models.CharField(max_length=128, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index("customer_id", F("created_at").desc(), F("id").desc(), name="refund_newest"),
            models.Index("merchant_id", F("created_at").desc(), F("id").desc(), name="refund_merchant"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_amount_positive")]
