"""`make run`: Valkey, the sandbox platform, web, worker, exporter and beat on one machine, stopped together by Ctrl-C.

Reads PORT (8000), SANDBOX_PORT (8100), INSTANCES (1; further web instances listen on PORT+1, …) and REDIS_URL (our own
Valkey when unset). Everything it keeps lies under var/.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import requests

from deploy.local.demo import labels_write
from deploy.local.processes import wait_for_port
from deploy.local.stack import ROOT, Stack

VAR = ROOT / "var"


class StopAsked(Exception):  # noqa: N818 a signal, not an error
    """Somebody asked us to end."""


def main() -> int:
    """Start everything, say where it is, restart what dies, and end when asked. Returns the exit status."""
    VAR.mkdir(exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    stack = Stack(VAR, _number("PORT", 8000), _number("SANDBOX_PORT", 8100), _number("INSTANCES", 1))
    try:
        with _only_one(stack):
            _run(stack)
    except StopAsked:
        print("\nStopped.")
    except (TimeoutError, RuntimeError) as error:
        print(f"Could not start: {error}. The logs are in {_shown(stack.logs)}/.", file=sys.stderr)
        return 1
    return 0


def _run(stack: Stack) -> None:
    began = time.monotonic()
    try:
        stack.start()
        _announce(stack, time.monotonic() - began)
        _label(stack)
        _watch(stack)
    finally:
        stack.stop()


def _label(stack: Stack) -> None:
    """The demo goes on without its labels."""
    user, _, password = _demo().partition(":")
    with contextlib.suppress(requests.RequestException, KeyError, ValueError):
        labels_write(stack.url, user, password, VAR / "labelled")


def _demo() -> str:
    return os.environ.get("DEMO_SIGN_IN", "demo@selfcare.example:demo-only-password")


def _announce(stack: Stack, seconds: float) -> None:
    user, _, password = _demo().partition(":")
    print(f"Selfcare is ready after {seconds:.1f} s.")
    print(f"  Open      {stack.url}")
    print(f"  Sign in   {user} / {password}")
    print(f"  Shops     {stack.sandbox_url}/console / sandbox")
    print(f"  Sandbox   {stack.sandbox_url}   logs: {_shown(stack.logs)}/   Ctrl-C stops everything", flush=True)


def _watch(stack: Stack) -> None:
    while True:
        time.sleep(0.5)
        for name in stack.ended():
            print(f"{name} ended; starting it again.", file=sys.stderr, flush=True)
            time.sleep(1)  # a child that cannot start must not spin
            stack.launch(name)


@contextmanager
def _only_one(stack: Stack) -> Iterator[None]:
    with (VAR / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuntimeError("it is already running in this folder") from None
        for port in (*stack.ports, stack.sandbox_port):
            _refuse_taken(port)
        yield


def _refuse_taken(port: int) -> None:
    try:
        wait_for_port(port, seconds=0.05)
    except TimeoutError:
        return
    raise RuntimeError(f"port {port} is taken; choose others with PORT=… and SANDBOX_PORT=…")


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise StopAsked


if __name__ == "__main__":
    sys.exit(main())
