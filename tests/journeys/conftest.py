"""Journeys run in Debian's Chromium against the real thing: the sandbox, two web instances, worker and beat."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.processes import free_port
from deploy.local.stack import Stack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Chromium's own background traffic would only look for hosts that no test needs.
QUIET = [
    *["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    *["--disable-component-update", "--disable-sync"],
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here; without a browser skip it on a laptop, and fail in CI."""
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no chromium on PATH: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/Stockholm"}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Two web instances that share Redis and PostgreSQL, and the sandbox with life off."""
    folder: Path = tmp_path_factory.mktemp("stack")
    own = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": "", "AUTH_URL": "", "PAYMENTS_URL": ""}
    stack = Stack(folder, _pair(), free_port(), instances=2, life=False)
    stack.extra = {
        **own,
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
