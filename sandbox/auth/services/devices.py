"""Browsers that are known again: their secret spares the customer the pause that strangers' guesses cause."""

from __future__ import annotations

import hashlib

from sandbox import clock
from sandbox.auth.models import Customer, Device
from sandbox.auth.secrets import fresh


def device_hash(secret: str | None) -> str:
    """Return what the secret is stored as, "" for none or one that we did not hand out."""
    if not secret:
        return ""
    # A plain hash is enough for 256 random bits.
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return digest if Device.objects.filter(secret_hash=digest).exists() else ""


def device_known(*, device: str, customer: Customer | None) -> bool:
    """Tell whether this very customer signed in here before."""
    return bool(device and customer) and Device.objects.filter(secret_hash=device, customer=customer).exists()


def device_remember(*, device: str, customer: Customer) -> str | None:
    """Remember a completed sign-in. Returns the secret for a browser that has none yet, None when it keeps its own."""
    secret = None if device else fresh("dev")
    digest = device or hashlib.sha256((secret or "").encode()).hexdigest()
    at = clock.now()
    Device.objects.update_or_create(
        secret_hash=digest,
        customer=customer,
        defaults={"last_used_at": at},
        create_defaults={"created_at": at, "last_used_at": at},
    )
    return secret
