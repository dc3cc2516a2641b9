"""What a customer has: accounts, instruments, limits; and the merchants they deal with."""

from django.db import models


class Account(models.Model):
    """A customer's balance in one currency. ``available`` and ``held`` are the sums of the account's postings, kept
    in the same database transaction as the postings themselves (minor units, may be negative after a return)."""

    id = models.CharField(primary_key=True, max_length=128)
    customer_id = models.CharField(max_length=128, db_index=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, default="wallet")
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=16, default="active")
    available = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    identification_scheme = models.CharField(max_length=16, blank=True, default="")
    identification_masked = models.CharField(max_length=40, blank=True, default="")
    position = models.SmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()


class Instrument(models.Model):
    """A bank account or card the customer pays with; only a masked number is ever kept. ``fee`` is what a deposit
    with it costs, in minor units of ``fee_currency``."""

    id = models.CharField(primary_key=True, max_length=128)
    customer_id = models.CharField(max_length=128, db_index=True)
    kind = models.CharField(max_length=16)
    label = models.CharField(max_length=100)
    status = models.CharField(max_length=16, default="active")
    brand = models.CharField(max_length=60, null=True, blank=True)
    last4 = models.CharField(max_length=4, null=True, blank=True)
    expiry = models.CharField(max_length=5, null=True, blank=True)
    holder = models.CharField(max_length=100, null=True, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True)
    hint = models.CharField(max_length=200, null=True, blank=True)
    verified = models.BooleanField(default=False)
    default = models.BooleanField(default=False)
    usable_for = models.JSONField(default=list)
    fee = models.BigIntegerField(null=True, blank=True)
    fee_currency = models.CharField(max_length=3, blank=True, default="")
    position = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()


class Merchant(models.Model):
    """A merchant. ``refund_policy``: ``ask`` has them decide each request, ``execute`` refunds at once."""

    id = models.CharField(primary_key=True, max_length=128)
    name = models.CharField(max_length=100)
    site = models.CharField(max_length=200, null=True, blank=True)
    logo_url = models.CharField(max_length=500, null=True, blank=True)
    category = models.CharField(max_length=60, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    refund_policy = models.CharField(max_length=16, default="ask")
    address = models.CharField(max_length=200, blank=True, default="")
    org_no = models.CharField(max_length=40, blank=True, default="")
    vat_no = models.CharField(max_length=40, blank=True, default="")
    vat_rate = models.PositiveSmallIntegerField(default=0)  # hundredths of a per cent


class LimitRow(models.Model):
    """The most a customer may move per window (transaction, day, week, month), in minor units of ``currency``."""

    id = models.CharField(primary_key=True, max_length=128)
    customer_id = models.CharField(max_length=128)
    applies_to = models.CharField(max_length=16)
    window = models.CharField(max_length=16)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    set_by = models.CharField(max_length=16, default="customer")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer_id", "currency", "applies_to"], name="limit_customer")]
