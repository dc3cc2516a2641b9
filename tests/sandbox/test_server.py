"""``python -m sandbox`` as a process: it starts from nothing, survives kill -9, stops when asked."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def running(port: int, database: Path) -> Iterator[subprocess.Popen[bytes]]:
    options = ["--port", str(port), "--database", str(database), "--life", "off", "--hook-url", ""]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SANDBOX_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", *options],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _until_up(port, process)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def get(port: int, path: str, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)


def sign_in(port: int) -> Any:
    asked = {"purpose": "login", "identifier": "demo@selfcare.example", "password": "demo-only-password"}
    address, headers = f"http://127.0.0.1:{port}/auth/v1/authentications", {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(address, json.dumps(asked).encode(), headers)) as reply:
        return json.load(reply)["token"]


def _until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, process.communicate()[1].decode()
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            if get(port, "/healthz") == {"status": "ok"}:
                return
        time.sleep(0.1)
    raise AssertionError("the sandbox did not start within 30 s")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def raw(port: int, request: bytes) -> list[bytes]:
    """Send bytes no client library would, then nothing more; return the answers."""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as reply:
            return reply.read().split(b"HTTP/1.1 ")[1:]


def test_bytes_no_client_would_send(tmp_path: Path) -> None:
    port = _free_port()
    post = b"POST /auth/v1/authentications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    line = b" /healthz HTTP/1.1\r\nHost: localhost\r\n"
    get_twice = b"HEAD" + line + b"\r\nGET" + line + b"Connection: close\r\n\r\n"
    with running(port, tmp_path / "sandbox.sqlite3"):
        head, full = raw(port, get_twice)
        assert b"Content-Length: 15" in head
        assert (head.endswith(b"\r\n\r\n"), full.endswith(b'{"status":"ok"}')) == (True, True)
        [cut] = raw(port, post + b"Content-Length: 100\r\nConnection: close\r\n\r\n{}")
        [chunked] = raw(port, post + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        [hostless] = raw(port, b"GET /healthz HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n")
    assert [int(answer[:3]) for answer in (cut, chunked, hostless)] == [400, 411, 400]
    assert b"shorter" in cut


def test_it_starts_again_after_kill_9_with_its_keys_and_sessions(tmp_path: Path) -> None:
    port, database = _free_port(), tmp_path / "new folder" / "sandbox.sqlite3"
    with running(port, database) as first:
        token = sign_in(port)["access_token"]
        count = get(port, "/payments/v1/transactions?include=total", token)["total"]
        os.killpg(first.pid, signal.SIGKILL)
    with running(port, database) as second:
        assert get(port, "/auth/v1/userinfo", token)["id"] == "cus_elin"
        assert get(port, "/payments/v1/transactions?include=total", token)["total"] == count > 0
        second.terminate()
        assert second.wait(10) == 0
