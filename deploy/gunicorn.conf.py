# ruff: noqa: N999  # the name gunicorn looks for
"""gunicorn: one process per core, 16 threads, shared memory, a patient end.

Order of time-outs: the sum of a request's deadlines (8 s) < a proxy's read time-out (15 s) < ``timeout`` (30 s).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import Any

from selfcare import logs

_folder = Path(tempfile.mkdtemp(prefix="selfcare-web-"))
# Read by the product when it is loaded, below: figures of all processes are added up, and a file says "draining".
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_folder)
os.environ["DRAIN_FILE"] = os.environ.get("DRAIN_FILE") or str(_folder / "draining")
DRAIN_SECONDS = float(os.environ.get("DRAIN_SECONDS") or "5")

bind = f"0.0.0.0:{os.environ.get('PORT') or '8000'}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
threads = 16
preload_app = True
timeout = 30
graceful_timeout = 25
keepalive = 75  # longer than a load balancer keeps an idle connection (60 s), so that it never sends into a closed one
backlog = 64
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
header_map = "refuse"
http_parser = "python"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1"
control_socket_disable = True
# Heartbeats in memory: a slow disk must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - memory, as gunicorn's own documentation advises
errorlog = None  # its lines leave as the product's do: JSON on stdout
logconfig_dict = logs.configuration("INFO")
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": ["stdout"], "level": "INFO", "propagate": False}
accesslog = None  # the product writes its own request line


def when_ready(server: Any) -> None:
    """Make the end patient: first tell ``/readyz``, give balancers time to look, then stop accepting."""
    stop = server.stop

    def drain_and_stop(graceful: bool = True) -> None:
        if graceful and DRAIN_SECONDS:
            Path(os.environ["DRAIN_FILE"]).touch()
            time.sleep(DRAIN_SECONDS)
        stop(graceful)

    server.stop = drain_and_stop


def on_exit(_server: Any) -> None:
    """Leave no folder behind."""
    shutil.rmtree(_folder, ignore_errors=True)


def post_fork(_server: Any, _worker: Any) -> None:
    """Say nothing about the server software in answers."""
    from gunicorn.http.wsgi import Response  # only workers write answers

    original = Response.default_headers

    def default_headers(response: Response) -> list[str]:
        return [line for line in original(response) if not line.startswith("Server:")]

    Response.default_headers = default_headers  # type: ignore[method-assign,assignment]  # gunicorn leaves no other seam


def post_worker_init(_worker: Any) -> None:
    """Have fonts and stylesheets at hand before a first receipt is asked for; on localhost pages come first."""
    from django.conf import settings

    from selfcare import pdf

    if settings.LOCAL:
        Thread(target=pdf.rehearse, name="rehearse-pdf", daemon=True).start()
    else:
        pdf.rehearse()


def child_exit(_server: Any, worker: Any) -> None:
    """Fold the figures of a worker that ended into the rest."""
    from prometheus_client import multiprocess  # its import reads PROMETHEUS_MULTIPROC_DIR

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # untyped in prometheus_client
