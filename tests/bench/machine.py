"""What the figures are measured on: a real Valkey, a payment service in its own process, Django set up as deployed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.gates import example
from deploy.local.processes import free_port, start, stop, wait_for_port
from deploy.local.valkey import Valkey

_KEPT: Final = ("HOME", "PATH", "LANG", "TMPDIR")
PUBLIC_URL: Final = "https://selfcare.example"


@dataclass(frozen=True)
class Machine:
    """``payments`` answers at once, ``slow`` after ``delay`` seconds; ``folder`` is gone afterwards."""

    folder: Path
    payments: str
    slow: str
    delay: float


@contextmanager
def machine(delay: float = 0.1) -> Iterator[Machine]:
    """Start the servers, set Django up against them, and end them again."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="selfcare-bench-")))
        valkey = Valkey(folder / "valkey").start()
        stack.callback(valkey.stop)
        fast, slow = (_responder(stack, seconds) for seconds in (0.0, delay))
        os.environ.update(_environment(folder, valkey.url, fast))
        _set_up()
        yield Machine(folder, fast, slow, delay)


def fresh_shell(**more: str) -> dict[str, str]:
    """Return an environment that knows nothing of what the bench told Django, and ``more``."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("PIP_")}
    return {**kept, **more}


def _responder(stack: ExitStack, delay: float) -> str:
    port = free_port()
    child: subprocess.Popen[bytes] = start([sys.executable, "-m", "tests.bench.responder", str(port), str(delay)])
    stack.callback(stop, child)
    wait_for_port(port, child=child)
    return f"http://127.0.0.1:{port}"


def _environment(folder: Path, redis: str, upstream: str) -> dict[str, str]:
    """A production deployment's settings, as the example has them, pointed at our servers."""
    return {
        **example(),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "BENCH_FOLDER": str(folder),
        "PUBLIC_URL": PUBLIC_URL,
        "ALLOWED_HOSTS": PUBLIC_URL.removeprefix("https://"),
        "AUTH_URL": f"{upstream}/auth",
        "PAYMENTS_URL": f"{upstream}/payments",
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
        "FILES_DIR": str(folder / "files"),
        "DATABASE_URL": f"sqlite:///{folder / 'selfcare.sqlite3'}",
        **dict.fromkeys(("REDIS_URL", "SESSIONS_URL", "CACHE_URL", "BROKER_URL"), redis),
    }


def _set_up() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from selfcare.catalogues import ensure_compiled
    from selfcare.warm_up import warm_up

    ensure_compiled()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    warm_up()
    from tests.bench.own import keep_own

    keep_own()
