"""Typed readers for the process environment, the only source of configuration.

Every reader takes the variable's name first, so that each error can name it. A secret may come from a
file: when ``NAME_FILE`` is set, the file's text without its last newline is the value (12-factor, and the way
container orchestrators hand out secrets).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str | None = None) -> str:
    """Return the variable; raise ImproperlyConfigured when it is unset and there is no default."""
    value = _read(name)
    if value is not None:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment; see deploy/env.example.")
    return default


def secret(name: str, default: str | None = None) -> str:
    """Like ``text``, but an empty value counts as unset: an empty secret protects nothing."""
    value = _read(name)
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} (or {name}_FILE) must hold a secret.")
    return default


def boolean(name: str, default: bool) -> bool:
    """Return a boolean; raise ImproperlyConfigured for anything but the usual words."""
    value = (_read(name) or "").strip().lower()
    if not value:
        return default
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    raise ImproperlyConfigured(f"{name} must be one of true, false, 1, 0, yes, no, on, off; it is {value!r}.")


def integer(name: str, default: int, *, minimum: int = 0, maximum: int = 2**31) -> int:
    """Return an integer between minimum and maximum, both included."""
    value = (_read(name) or "").strip()
    if not value:
        return default
    if not value.lstrip("-").isascii() or not value.lstrip("-").isdigit() or not minimum <= int(value) <= maximum:
        raise ImproperlyConfigured(f"{name} must be a whole number from {minimum} to {maximum}; it is {value!r}.")
    return int(value)


def words(name: str, default: str | None = "") -> list[str]:
    """Return the comma-separated parts, stripped, empty ones dropped; raise when it is unset and has no default."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def one_of(name: str, choices: tuple[str, ...], default: str) -> str:
    """Return one of the choices."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}; it is {value!r}.")
    return value


def url(name: str, default: str | None = None, *, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """Return an absolute URL without its trailing slash, with one of the schemes and a host."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in schemes or not (parts.hostname or parts.path):
        raise ImproperlyConfigured(f"{name} must be an address that starts with {' or '.join(schemes)}://.")
    return value.rstrip("/")


def database(name: str, default: str | None = None) -> dict[str, Any]:
    """Return Django's DATABASES entry for sqlite:///path or postgresql://user:password@host:port/name.

    SQLite gets WAL, immediate transactions and a 5 s wait; PostgreSQL gets limits on statements, locks and idling, of
    which DB_STATEMENT_TIMEOUT_MS (3000) can be lifted for migrations and long jobs.
    """
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme == "sqlite" and len(parts.path) > 1:
        return _sqlite(parts.path[1:])
    if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        return _postgres(parts)
    raise ImproperlyConfigured(f"{name} must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME.")


def _sqlite(path: str) -> dict[str, Any]:
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    options = {"timeout": 5, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}


def _postgres(parts: SplitResult) -> dict[str, Any]:
    limit = integer("DB_STATEMENT_TIMEOUT_MS", 3000)
    flags = f"-c statement_timeout={limit} -c lock_timeout=1000 -c idle_in_transaction_session_timeout=5000"
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2, "options": flags, **query},
    }


def _read(name: str) -> str | None:
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name)
    try:
        return Path(path).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE points to a file that cannot be read: {error}") from error
