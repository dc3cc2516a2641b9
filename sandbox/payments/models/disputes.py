"""Disputes, one column per field (`sandbox.payments.domain.disputes`)."""

from django.db import models


class Dispute(models.Model):
    """What a customer says is wrong. At most one per transaction. Amounts are minor units of ``currency``; ``messages``
    counts the case's messages; ``account_id`` is where money would come back to."""

    id = models.CharField(primary_key=True, max_length=128)
    case_number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20)
    customer_id = models.CharField(max_length=128)
    transaction_id = models.CharField(max_length=128, null=True, blank=True, unique=True)
    merchant_id = models.CharField(max_length=128, null=True, blank=True)
    merchant_name = models.CharField(max_length=100, null=True, blank=True)
    merchant_site = models.CharField(max_length=200, null=True, blank=True)
    account_id = models.CharField(max_length=128, null=True, blank=True)
    instrument_id = models.CharField(max_length=128, null=True, blank=True)
    instrument_kind = models.CharField(max_length=16, null=True, blank=True)
    instrument_label = models.CharField(max_length=100, null=True, blank=True)
    instrument_brand = models.CharField(max_length=60, null=True, blank=True)
    instrument_last4 = models.CharField(max_length=4, null=True, blank=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=20)
    note = models.TextField(null=True, blank=True)
    should_have_been = models.BigIntegerField(null=True, blank=True)
    occurred_on = models.DateField(null=True, blank=True)
    statement_text = models.CharField(max_length=140, null=True, blank=True)
    status = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16, null=True, blank=True)
    waiting_on = models.CharField(max_length=16, null=True, blank=True)
    respond_by = models.DateTimeField(null=True, blank=True)
    offer_amount = models.BigIntegerField(null=True, blank=True)
    offer_by = models.CharField(max_length=100, null=True, blank=True)
    offer_note = models.TextField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    refund_transaction_id = models.CharField(max_length=128, null=True, blank=True)
    refund_request_id = models.CharField(max_length=128, null=True, blank=True)
    handler = models.CharField(max_length=100, null=True, blank=True)
    messages = models.PositiveIntegerField(default=0)
    operation_id = models.CharField(max_length=128, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index("customer_id", models.F("created_at").desc(), models.F("id").desc(), name="dispute_newest"),
            models.Index(fields=["merchant_id", "status"], name="dispute_merchant"),
        ]
