"""The transaction and its history, one column per canonical field."""

from django.db import models
from django.db.models import F, Q


class Transaction(models.Model):
    """One movement of money as its customer sees it. Amounts are minor units; ``fee`` is in ``currency``.

    ``search`` is `sandbox.payments.domain.transactions.search_text` of the row. ``created_at`` has whole milliseconds,
    as it is sent and as cursors hold it. ``booked_at`` is that of the postings that moved the booked balance.
    ``operation_id`` is the idempotency record that made the row, at most one.
    """

    id = models.CharField(primary_key=True, max_length=128)
    customer_id = models.CharField(max_length=128)
    type = models.CharField(max_length=16)
    direction = models.CharField(max_length=3)
    status = models.CharField(max_length=16)
    status_reason = models.CharField(max_length=60, null=True, blank=True)
    raw_status = models.CharField(max_length=40, null=True, blank=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    fee = models.BigIntegerField(default=0)
    original_amount = models.BigIntegerField(null=True, blank=True)
    original_currency = models.CharField(max_length=3, null=True, blank=True)
    fx_rate = models.CharField(max_length=24, null=True, blank=True)
    account_id = models.CharField(max_length=128, null=True, blank=True)
    from_kind = models.CharField(max_length=16)
    from_label = models.CharField(max_length=140)
    from_detail = models.CharField(max_length=200, null=True, blank=True)
    to_kind = models.CharField(max_length=16)
    to_label = models.CharField(max_length=140)
    to_detail = models.CharField(max_length=200, null=True, blank=True)
    merchant_id = models.CharField(max_length=128, null=True, blank=True)
    merchant_name = models.CharField(max_length=100, null=True, blank=True)
    merchant_site = models.CharField(max_length=200, null=True, blank=True)
    instrument_id = models.CharField(max_length=128, null=True, blank=True)
    instrument_kind = models.CharField(max_length=16, null=True, blank=True)
    instrument_label = models.CharField(max_length=100, null=True, blank=True)
    instrument_brand = models.CharField(max_length=60, null=True, blank=True)
    instrument_last4 = models.CharField(max_length=4, null=True, blank=True)
    description = models.CharField(max_length=140, null=True, blank=True)
    ref_customer = models.CharField(max_length=140, null=True, blank=True)
    ref_merchant = models.CharField(max_length=140, null=True, blank=True)
    ref_provider = models.CharField(max_length=140, null=True, blank=True)
    ref_statement = models.CharField(max_length=140, null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    settlement_state = models.CharField(max_length=16, default="not_applicable")
    settlement_expected_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    refund_state = models.CharField(max_length=16, default="none")
    refunded = models.BigIntegerField(default=0)
    refundable = models.BigIntegerField(default=0)
    cancel_state = models.CharField(max_length=16, null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    cancel_decide_by = models.DateTimeField(null=True, blank=True)
    dispute = models.JSONField(null=True, blank=True)
    parent_id = models.CharField(max_length=128, null=True, blank=True)
    related = models.JSONField(default=list)
    consent_id = models.CharField(max_length=128, null=True, blank=True)
    next_action_kind = models.CharField(max_length=16, null=True, blank=True)
    next_action_url = models.CharField(max_length=2048, null=True, blank=True)
    return_url = models.CharField(max_length=2048, null=True, blank=True)
    operation_id = models.CharField(max_length=128, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1)
    search = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index("customer_id", F("created_at").desc(), F("id").desc(), name="tx_newest"),
            models.Index("customer_id", "status", F("created_at").desc(), F("id").desc(), name="tx_status"),
            models.Index("customer_id", "type", F("created_at").desc(), F("id").desc(), name="tx_type"),
            models.Index("customer_id", "account_id", F("created_at").desc(), F("id").desc(), name="tx_account"),
            models.Index("customer_id", "merchant_id", F("created_at").desc(), F("id").desc(), name="tx_merchant"),
            # Holds all that summaries need, so that they read no rows at all.
            models.Index(
                fields=[
                    "customer_id",
                    "created_at",
                    "currency",
                    "status",
                    "direction",
                    "type",
                    "merchant_id",
                    "account_id",
                    "amount",
                ],
                name="tx_sums",
            ),
            models.Index("customer_id", "currency", F("created_at").desc(), F("id").desc(), name="tx_currency"),
            models.Index(
                "customer_id",
                "instrument_id",
                F("created_at").desc(),
                F("id").desc(),
                name="tx_instrument",
                condition=Q(instrument_id__isnull=False),
            ),
            models.Index(
                "merchant_id",
                F("created_at").desc(),
                F("id").desc(),
                name="tx_shop",
                condition=Q(merchant_id__isnull=False),
            ),
            models.Index("customer_id", "updated_at", name="tx_updated"),
            # In a statement's order, with all that its sums need.
            models.Index(
                fields=["customer_id", "account_id", "booked_at", "id", "currency", "direction", "amount"],
                name="tx_booked",
                condition=Q(booked_at__isnull=False),
            ),
            models.Index("customer_id", "settled_at", name="tx_settled", condition=Q(settled_at__isnull=False)),
            models.Index("customer_id", "ref_customer", name="tx_ref_c", condition=Q(ref_customer__isnull=False)),
            models.Index("customer_id", "ref_merchant", name="tx_ref_m", condition=Q(ref_merchant__isnull=False)),
            models.Index("customer_id", "ref_provider", name="tx_ref_p", condition=Q(ref_provider__isnull=False)),
            models.Index("customer_id", "ref_statement", name="tx_ref_s", condition=Q(ref_statement__isnull=False)),
            # and on PostgreSQL, where the extension pg_trgm can be had, a trigram index of ``search`` (migration 0004)
            models.Index("expires_at", name="tx_open", condition=Q(status__in=("created", "requires_action"))),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0, fee__gte=0), name="tx_amount_not_negative"),
            models.CheckConstraint(condition=Q(direction__in=("in", "out")), name="tx_direction_known"),
        ]


class Event(models.Model):
    """One step of a transaction. ``sequence`` is the transaction's version after the step."""

    id = models.CharField(primary_key=True, max_length=128)
    transaction_id = models.CharField(max_length=128)
    sequence = models.PositiveIntegerField()
    status = models.CharField(max_length=16)
    occurred_at = models.DateTimeField()
    actor = models.CharField(max_length=16)
    code = models.CharField(max_length=60)
    message = models.CharField(max_length=200, null=True, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transaction_id", "sequence"], name="event_sequence")]
