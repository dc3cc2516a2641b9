"""The sandbox as one running process tree: gunicorn with a single worker of 16 threads, and its periodic jobs."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.module_loading import autodiscover_modules
from gunicorn.app.base import BaseApplication

from sandbox import background
from sandbox.control.wsgi import FaultyServer


def prepare() -> None:
    """Bring the database up to date and fill an empty one with the demo data. Safe to repeat after any crash."""
    django.setup()
    from sandbox.control.services import clock_load  # models can be imported only once Django is set up
    from sandbox.seed import load

    _directory_make()
    call_command("migrate", interactive=False, verbosity=0)
    clock_load()
    load()
    connections.close_all()


def fill(rows: int, customer_id: str) -> None:
    """Give a customer a long history, and say how long it took and whether the books are sound."""
    from sandbox.seed.bulk import rows_load

    report = rows_load(rows, customer_id)
    sys.stdout.write(f"{report or f'{customer_id} has a long history already.'}\n")
    sys.stdout.flush()
    connections.close_all()


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; running requests get 5 s to finish."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    _Server(bind).run()


def _directory_make() -> None:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)


def _jobs_start(_worker: object) -> None:
    # In the worker, after the fork: threads do not survive one, and the clock may have been set since.
    from sandbox.control.services import clock_load

    clock_load()
    connections.close_all()
    autodiscover_modules("jobs")
    if settings.LIFE:
        importlib.import_module("sandbox.life")
        importlib.import_module("sandbox.life_disputes")
    background.start()


def _jobs_stop(_server: object, _worker: object) -> None:
    background.stop()


class _Server(BaseApplication):
    """gunicorn configured in code, so that one command needs no file."""

    def __init__(self, bind: str) -> None:
        self.bind = bind
        super().__init__()

    def load_config(self) -> None:
        for name, value in _gunicorn_settings(self.bind).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        application = get_wsgi_application()
        return FaultyServer(application) if settings.CONTROL else application


def _gunicorn_settings(bind: str) -> dict[str, Any]:
    return {
        "bind": bind,
        "workers": 1,
        "worker_class": "gthread",
        "threads": 16,
        "timeout": 30,
        "graceful_timeout": 5,
        "keepalive": 75,
        "limit_request_line": 8190,  # a hundred ids in a query
        "limit_request_field_size": 8190,
        "limit_request_fields": 64,
        "header_map": "refuse",
        "control_socket_disable": True,
        "post_worker_init": _jobs_start,
        "worker_exit": _jobs_stop,
    }
