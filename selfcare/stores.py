"""The Redis servers behind django-redis' aliases, and the one place that turns failures of stores into ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django_redis import get_redis_connection
from redis import Redis
from redis.commands.core import Script
from redis.exceptions import RedisError

from selfcare.domain.errors import StoreUnavailable

PREFIX: Final = "sc:"
RETRY_AFTER: Final = 2


def sessions() -> Redis:
    """Return the server whose keys are never evicted: sessions, tokens, limits, versions."""
    connection: Redis = get_redis_connection("sessions")
    return connection


def copies() -> Redis:
    """Return the server of what can be had again: copies of answers. It may evict."""
    connection: Redis = get_redis_connection("cache")
    return connection


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn a failure of Redis into StoreUnavailable with its ``retry_after``."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailable(retry_after=RETRY_AFTER) from error


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn a database that is away, or too slow, into StoreUnavailable; usable as a decorator too."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StoreUnavailable(retry_after=RETRY_AFTER) from error


class StoredScript:
    """A Lua script that Redis keeps by its SHA-1: it runs atomically, in one trip."""

    def __init__(self, source: str, *, server: Callable[[], Redis] = sessions) -> None:
        self._source = source
        self._server = server
        self._script: Script | None = None

    def __call__(self, *, keys: list[str], args: list[Any] | None = None) -> Any:
        """Run on the script's server. Raises StoreUnavailable."""
        with store_errors():
            client = self._server()
            if self._script is None:
                self._script = client.register_script(self._source)
            return self._script(keys=keys, args=args or [], client=client)
