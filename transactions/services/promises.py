"""The operator's promises as the settings have them: the table, and the calendar its days are counted in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.checks import CheckMessage, Error

from transactions.domain.promises import Calendar, PromiseTable, TableError, promise_table


def promises() -> PromiseTable:
    """Return the promise table of this deployment."""
    return _table(tuple(settings.PROMISES))


def calendar(zone: ZoneInfo) -> Calendar:
    """Return the calendar of a customer's zone with this deployment's holidays."""
    return Calendar(zone, _holidays(tuple(settings.HOLIDAYS)))


def check_promises(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Read both settings at the start, so that a typing error stops it and not a customer's page."""
    try:
        _table(tuple(settings.PROMISES))
        _holidays(tuple(settings.HOLIDAYS))
    except TableError as error:
        return [Error(f"PROMISES: {error}", id="transactions.E001")]
    except ValueError:
        return [Error("HOLIDAYS must be days such as 2026-12-24, comma separated.", id="transactions.E002")]
    return []


@lru_cache(maxsize=8)
def _table(rows: tuple[str, ...]) -> PromiseTable:
    return promise_table(rows)


@lru_cache(maxsize=8)
def _holidays(days: tuple[str, ...]) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in days)
