"""The payment service behind us: the port in `base`, one adapter per module, chosen by PAYMENT_BACKEND."""

from __future__ import annotations

import functools
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from transactions.backends.base import PaymentBackend

__all__ = ["PaymentBackend", "payment_backend"]


def payment_backend() -> PaymentBackend:
    """Return the adapter that the environment names."""
    return _made(settings.PAYMENT_BACKEND)


@functools.lru_cache(maxsize=8)
def _made(path: str) -> PaymentBackend:
    return cast("PaymentBackend", import_string(path)())
