"""Plugs Django's storage, the bank named in the settings, the clock and ids into the core."""

from __future__ import annotations

import functools
from typing import cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from sandbox import clock
from sandbox.ids import new_id
from sandbox.payments.domain.delivery import secret_read
from sandbox.payments.domain.ports import Bank, plugs
from sandbox.payments.storage import DjangoStore


def connect() -> None:
    """Fill the core's ports; called once when the application is ready.

    Raises ImproperlyConfigured for a hook secret that signs nothing safely: better no start than events nobody trusts.
    """
    _hook_secret_check()
    store = DjangoStore()
    plugs.store = store.itself
    plugs.bank = bank
    plugs.now = clock.now
    plugs.new_id = new_id
    plugs.cursor_key = cursor_key


def _hook_secret_check() -> None:
    try:
        secret_read(settings.HOOK_SECRET)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None


def cursor_key() -> bytes:
    """Return the key that signs cursors."""
    return settings.SECRET_KEY.encode()


def bank() -> Bank:
    """Return the bank of ``settings.PAYMENTS_BANK``, looked up late: it builds on this service."""
    return _bank(settings.PAYMENTS_BANK)


@functools.cache
def _bank(dotted: str) -> Bank:
    return cast(Bank, import_string(dotted)())
