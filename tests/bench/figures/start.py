"""P15: `make run` in a fresh clone with a warm package cache, and once more."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from deploy.local.processes import free_port, stop, wait_for_answer
from deploy.local.stack import ROOT
from tests.bench.machine import fresh_shell
from tests.bench.table import Figure


def start_figures(folder: Path) -> list[Figure]:
    """Clone what is committed, start it twice, and wait each time until web answers."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    first, again = _seconds(clone), _seconds(clone)
    return [
        Figure(key="P15", name="`make run` in a fresh clone, warm package cache", goal=60, measured=first, unit="s"),
        Figure(key="P15", name="… restart", goal=5, measured=again, unit="s"),
    ]


def _seconds(clone: Path) -> float:
    port = free_port()
    env = fresh_shell(PORT=str(port), SANDBOX_PORT=str(free_port()))
    begin = time.monotonic()
    with (clone.parent / "run.log").open("ab") as log:
        child = subprocess.Popen(["make", "run"], cwd=clone, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/readyz", seconds=180, child=child)
        return time.monotonic() - begin
    finally:
        os.killpg(child.pid, signal.SIGINT)
        stop(child, grace=15)
