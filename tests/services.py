"""Real servers for the whole test run: Valkey and PostgreSQL, started before Django reads its settings.

Loaded by `-p tests.services` (pyproject.toml), because pytest-django looks at the settings before any conftest.
REDIS_URL and DATABASE_URL that are already set are used as they are; TEST_DATABASE=sqlite runs without PostgreSQL.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import tempfile
from pathlib import Path

from deploy.local.postgres import postgres_url
from deploy.local.valkey import Valkey

_folder = Path(tempfile.mkdtemp(prefix="selfcare-tests-"))
_folder.chmod(0o755)
valkey: Valkey | None = None


def _prepare() -> None:
    os.environ.setdefault("SECRET_KEY", "tests-only-key-with-enough-length-to-pass-the-check-0123456789")
    os.environ.setdefault("DEFAULT_TIMEZONE", "Europe/Stockholm")
    if "REDIS_URL" not in os.environ:
        _start_valkey()
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = (
            postgres_url(_folder / "postgres") if os.environ.get("TEST_DATABASE") != "sqlite" else _sqlite_url()
        )
    os.environ.setdefault("SANDBOX_DATABASE_URL", os.environ["DATABASE_URL"])
    if "sandbox" not in os.environ.get("DJANGO_SETTINGS_MODULE", ""):
        _point_at_fake_upstream()


def _start_valkey() -> None:
    global valkey  # noqa: PLW0603 one server for the process
    valkey = Valkey(_folder / "valkey").start()
    atexit.register(valkey.stop)
    os.environ["REDIS_URL"] = valkey.url


def _sqlite_url() -> str:
    return f"sqlite:///{_folder / 'tests.sqlite3'}"


def _point_at_fake_upstream() -> None:
    from tests.fake_upstream import fake  # the port must be known before the settings are read

    os.environ["AUTH_URL"] = f"{fake.url}/auth"
    os.environ["PAYMENTS_URL"] = f"{fake.url}/payments"


if not any(word in sys.argv for word in ("--help", "-h", "--version")):
    with contextlib.suppress(KeyError):
        _prepare()
