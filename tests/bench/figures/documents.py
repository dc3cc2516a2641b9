"""P16: the first receipt's PDF that a worker makes after the start, over HTTP, and the ones after it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import urllib3

from deploy.local.postgres import postgres_url
from deploy.local.processes import free_port, start, stop, wait_for_answer
from deploy.local.stack import ROOT
from tests.bench.browser import sent_headers
from tests.bench.machine import Machine
from tests.bench.table import Figure

_PATH = "/transactions/tx_1/receipt.pdf"
_STARTS, _MORE = 3, 4


def document_figures(machine: Machine) -> list[Figure]:
    """Start gunicorn several times as it is deployed, with one worker; each time ask for a receipt at once."""
    firsts: list[float] = []
    others: list[float] = []
    database = postgres_url(machine.folder / "documents")
    for _ in range(_STARTS):
        with _served(machine, database) as seconds:
            firsts.append(seconds())
            others += [seconds() for _ in range(_MORE)]
    first, other = statistics.median(firsts), statistics.median(others)
    return [
        Figure(key="P16", name="first receipt PDF after a start, over HTTP", goal=1, measured=first, unit="s"),
        Figure(key="P16", name="… each after it", measured=other, unit="s"),
    ]


@contextmanager
def _served(machine: Machine, database: str) -> Iterator[Callable[[], float]]:
    port = free_port()
    env = {**os.environ, "WEB_CONCURRENCY": "1", "DRAIN_SECONDS": "0", "DATABASE_URL": database}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=True)
    web = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    child = start([*web, "selfcare.wsgi:application"], env=env, log=machine.folder / "documents.log", cwd=ROOT)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/readyz", child=child)
        yield lambda: _seconds(f"http://127.0.0.1:{port}{_PATH}", sent_headers())
    finally:
        stop(child)


def _seconds(address: str, headers: dict[str, str]) -> float:
    begin = time.perf_counter()
    answer = urllib3.request("GET", address, headers=headers, timeout=30)
    seconds = time.perf_counter() - begin
    if answer.status != 200 or not answer.data.startswith(b"%PDF-"):  # HTTP's OK
        raise RuntimeError(f"{_PATH} answered {answer.status}")
    return seconds
