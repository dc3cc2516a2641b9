"""The product as processes, for journeys and chaos: two web instances, worker, beat, Valkey and the sandbox."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.processes import free_port, start, stop, wait_for_answer
from deploy.local.stack import PYTHON, ROOT, Stack

MANY = ("many@selfcare.example", "demo-only-password")


@contextmanager
def running_stack(folder: Path, *, database_url: str) -> Iterator[Stack]:
    """Everything started, with a Valkey of its own and life off in the sandbox; stopped at the end."""
    stack = Stack(folder, _pair(), free_port(), instances=2, life=False)
    stack.extra = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "",
        "AUTH_URL": f"{stack.sandbox_url}/auth",
        "PAYMENTS_URL": f"{stack.sandbox_url}/payments",
        "WEB_CONCURRENCY": "1",
    }
    try:
        yield stack.start()
    finally:
        stack.stop()


def _pair() -> int:
    """A port whose neighbour is free too, below the range that outgoing connections take theirs from."""
    first = 20_000 + os.getpid() % 5_000 * 2
    for port in range(first, first + 2_000, 2):
        if _free(port) and _free(port + 1):
            return port
    raise RuntimeError("no two free ports beside each other")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def long_history(stack: Stack, *, rows: int) -> None:
    """Give the sandbox's `MANY` so many transactions, beside the running one."""
    port = free_port()
    place = ["--port", str(port), "--database", str(stack.folder / "sandbox.sqlite3"), "--life", "off"]
    command = [PYTHON, "-m", "sandbox", *place, "--hook-url", "", "--rows", str(rows)]
    child = start(command, cwd=ROOT, log=stack.logs / "history.log")
    try:
        wait_for_answer(f"http://localhost:{port}/healthz", seconds=120, child=child)
    finally:
        stop(child)
