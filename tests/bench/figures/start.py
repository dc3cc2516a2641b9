"""P15: `make run` in a fresh clone with a warm package cache, and once more."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from deploy.local.processes import free_port, stop, wait_for_answer
from deploy.local.stack import ROOT
from tests.bench.table import Figure

_KEPT: Final = ("HOME", "PATH", "LANG", "TMPDIR")  # a fresh shell knows nothing of what the bench told Django


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
    shell = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("PIP_")}
    env = {**shell, "PORT": str(port), "SANDBOX_PORT": str(free_port())}
    begin = time.monotonic()
    with (clone.parent / "run.log").open("ab") as log:
        child = subprocess.Popen(["make", "run"], cwd=clone, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/readyz", seconds=180, child=child)
        return time.monotonic() - begin
    finally:
        os.killpg(child.pid, signal.SIGINT)
        stop(child, grace=15)
