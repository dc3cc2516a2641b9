"""Keyed hashes and fresh secrets. Nothing secret is stored or compared as itself."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

_BYTES = 32


def fresh(prefix: str) -> str:
    """Return a new 256-bit secret, URL-safe, behind a prefix that says what it is: ``dev_…``."""
    return f"{prefix}_{secrets.token_urlsafe(_BYTES)}"


def keyed_hash(purpose: str, text: str) -> str:
    """Return 64 hex digits of HMAC-SHA-256 under the service's secret key; purposes never meet."""
    return salted_hmac(f"sandbox.auth.{purpose}", text, algorithm="sha256").hexdigest()
