"""Where the sandbox keeps its data: a SQLite file on one machine, PostgreSQL when it runs on its own host."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
_LIMITS = "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000"


def database(value: str) -> dict[str, Any]:
    """Return Django's DATABASES entry for a file path, sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME."""
    parts = urlsplit(value)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(value)
    path = parts.path[1:] if parts.scheme == "sqlite" else value
    options = {"timeout": 10, "transaction_mode": "IMMEDIATE", "init_command": _PRAGMAS}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options, "CONN_MAX_AGE": 60}


def _postgres(value: str) -> dict[str, Any]:
    parts = urlsplit(value)
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
        "OPTIONS": {"connect_timeout": 3, "options": _LIMITS, **query},
    }
