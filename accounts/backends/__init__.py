"""The auth service behind us: the port in `base`, one adapter per module, chosen by AUTH_BACKEND."""

from __future__ import annotations

import functools
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.backends.base import AuthBackend

__all__ = ["AuthBackend", "auth_backend"]


def auth_backend() -> AuthBackend:
    """Return the adapter that the environment names."""
    return _made(settings.AUTH_BACKEND)


@functools.lru_cache(maxsize=8)
def _made(path: str) -> AuthBackend:
    return cast("AuthBackend", import_string(path)())
