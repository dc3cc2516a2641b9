"""A sandbox of its own as a process, with control on and a hook that writes down what it is sent."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "demo-only-password"


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Hook:
    """What came in, each as (headers, body)."""

    port: int
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@dataclass
class Platform:
    """A running sandbox."""

    port: int
    hook: Hook

    def call(self, method: str, path: str, body: Any = None, *, seconds: float = 5, **headers: str) -> Reply:
        """Make one call on a connection of its own; raises what the connection raises."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        try:
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.headers), answer.read())
        finally:
            connection.close()

    def faults(self, *faults: dict[str, Any]) -> None:
        assert self.call("PUT", "/_sandbox/faults", {"faults": list(faults)}).status == 200

    def token(self, identifier: str = "demo@selfcare.example") -> str:
        """Sign in; returns the access token."""
        asked = {"purpose": "login", "identifier": identifier, "password": PASSWORD}
        token: str = self.call("POST", "/auth/v1/authentications", asked).json["token"]["access_token"]
        return token


@pytest.fixture(scope="session")
def hook() -> Iterator[Hook]:
    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Nothing to say."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        found = Hook(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()


@contextlib.contextmanager
def started(port: int, folder: Path, *options: str) -> Iterator[None]:
    """Run a sandbox, from when it answers to when it is killed."""
    place = ["--port", str(port), "--database", str(folder / "sandbox.sqlite3"), "--life", "off"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SANDBOX_", "DJANGO_"))}
    command = [sys.executable, "-m", "sandbox", *place, *options]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _until_up(port, process)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer,
        ):
            if answer.status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise AssertionError("the sandbox did not start within 30 s")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, hook: Hook) -> Iterator[Platform]:
    port = free_port()
    options = ["--control", "on", "--hook-url", f"http://127.0.0.1:{hook.port}/"]
    with started(port, tmp_path_factory.mktemp("control"), *options):
        yield Platform(port, hook)


@pytest.fixture
def platform(running: Platform) -> Iterator[Platform]:
    """The running sandbox; what a test set is undone after it."""
    yield running
    running.faults()
    running.call("PUT", "/_sandbox/clock", {"real": True})
    running.call("PUT", "/_sandbox/scenarios", {"name": "normal"})
    running.hook.came.clear()
