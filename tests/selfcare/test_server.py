"""The real server: starts, hides its name, refuses what is too long, and ends patiently."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.processes import free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        env = {**os.environ, "PORT": str(self.port), "WEB_CONCURRENCY": "1", "DRAIN_SECONDS": "6"}
        env |= {"TMPDIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}"}
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "selfcare.wsgi:application"]
        with (folder / "log").open("wb") as log:
            self.child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            wait_for_port(self.port, seconds=60, child=self.child)
        except TimeoutError:
            self.child.kill()
            self.child.wait()
            raise

    def get(self, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": "localhost", **(headers or {})})
        answer = connection.getresponse()
        self.body = answer.read()
        connection.close()
        return answer

    def raw(self, sent: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as link:
            link.sendall(sent)
            return link.recv(4096)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    yield server
    if server.child.poll() is None:
        server.child.terminate()
    server.child.wait(timeout=20)


def test_it_answers_and_does_not_name_its_software(server: Server) -> None:
    answer = server.get("/healthz")
    assert answer.status == 200
    assert answer.headers["Server"] is None
    assert answer.headers["Content-Security-Policy"]


def test_figures_and_lines_are_there_for_all_processes(server: Server) -> None:
    server.get("/nothing")
    lines = (server.folder / "log").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["event"] for line in lines)
    assert server.get("/metrics").status == 200
    assert b'selfcare_request_seconds_count{method="GET",route="none",status="404"}' in server.body


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X%d: 1\r\n" % n for n in range(70)) + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX_User_Id: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
    ],
)
def test_oversize_and_malformed_requests_are_4xx(server: Server, sent: bytes) -> None:
    assert server.raw(sent).split(b" ")[1][:1] == b"4"


def test_it_says_draining_before_it_stops_accepting(server: Server) -> None:
    server.child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + 5
    while (answer := server.get("/readyz")).status != 503 or b"draining" not in server.body:
        assert time.monotonic() < deadline, (answer.status, server.body)
        time.sleep(0.02)
    assert server.get("/healthz").status == 200
    assert server.child.wait(timeout=20) == 0
    assert not list(server.folder.glob("selfcare-web-*"))
