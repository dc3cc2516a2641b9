"""The only code that speaks HTTP. ``service("payments")`` gives the client of an internal service."""

from __future__ import annotations

import functools
from typing import Literal

from django.conf import settings

from selfcare.upstream.client import Upstream

__all__ = ["Upstream", "reconnect", "service"]


def service(name: Literal["auth", "payments"]) -> Upstream:
    """Return this process's client of the service, with one pool for all threads."""
    addresses = {"auth": settings.AUTH_URL, "payments": settings.PAYMENTS_URL}
    return _made(name, addresses[name], settings.UPSTREAM_CA_FILE)


def reconnect() -> None:
    """Start anew with fresh pools, breakers and budgets; connections in use end with their call."""
    _made.cache_clear()


@functools.lru_cache(maxsize=64)
def _made(name: str, base: str, ca_file: str) -> Upstream:
    return Upstream(name, base, ca_file=ca_file)
