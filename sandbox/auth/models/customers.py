"""People who may sign in, and the browsers they did it from."""

from __future__ import annotations

from django.db import models


class Customer(models.Model):
    """A person. ``identifier`` is what they sign in with, in the form `identifiers.normalised` gives it."""

    id = models.CharField(max_length=64, primary_key=True)
    identifier = models.CharField(max_length=254, unique=True)
    password_hash = models.CharField(max_length=255)
    # Base 32 (RFC 4648) as authenticator apps show it; empty when the customer has none.
    totp_secret = models.CharField(max_length=64, blank=True)
    # The last 30-second step whose code was accepted: a code works once (RFC 6238 section 5.2).
    totp_last_step = models.BigIntegerField(default=0)
    display_name = models.CharField(max_length=200)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_verified = models.BooleanField(default=False)
    phone = models.CharField(max_length=16, blank=True)
    phone_verified = models.BooleanField(default=False)
    locale = models.CharField(max_length=35, default="en")
    timezone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    kyc_level = models.CharField(max_length=8, default="none")
    kyc_status = models.CharField(max_length=16, default="none")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class Device(models.Model):
    """A browser in which the customer signed in; it holds the secret, we its SHA-256. Several people may share one."""

    secret_hash = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["secret_hash", "customer"], name="device_of_customer")]

    def __str__(self) -> str:
        return self.secret_hash[:8]
