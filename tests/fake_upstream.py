"""A scripted stand-in for the internal services: a real HTTP server on loopback, so that nothing is mocked.

A test says what the next calls get (``upstream.on``) and reads what was asked (``upstream.calls``). A call nobody
scripted is answered 501 and fails the test at its end, with the path in the message.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Call:
    """One request as it arrived: headers lower-cased, query as lists, body parsed when it was JSON."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    raw: bytes


@dataclass
class Answer:
    status: int = 200
    json: Any = None
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    times: int | None = None
    reply: Callable[[Call], Answer] | None = None

    def bytes(self) -> bytes:
        return (
            self.raw
            if self.raw is not None
            else b""
            if self.json is None
            else json.dumps(self.json, ensure_ascii=False).encode()
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A page asks for eight things at once; past a backlog of five the kernel drops the rest for a second.
    request_queue_size = 128


class FakeUpstream:
    """Answers by (method, path); the newest script of a path wins, one with ``times`` left before one without."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        """Forget scripts and calls."""
        with self._lock:
            self._scripts: list[tuple[str, str, Answer]] = []
            self.calls: list[Call] = []
            self.unexpected: list[str] = []

    def on(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        status: int = 200,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        delay: float = 0.0,
        times: int | None = None,
        reply: Callable[[Call], Answer] | None = None,
    ) -> None:
        """Script an answer. ``path`` with its mount (`/payments/v1/…`) or without it (`/v1/…`, either service)."""
        answer = Answer(status, json, raw, headers or {}, delay, times, reply)
        with self._lock:
            self._scripts.insert(0, (method, path, answer))

    def asked(self, method: str, path: str) -> list[Call]:
        """The calls of this method and path so far."""
        return [call for call in self.calls if call.method == method and _matches(path, call.path)]

    def answer(self, call: Call) -> Answer:
        """Find the answer for a call and count it."""
        with self._lock:
            self.calls.append(call)
            for method, path, answer in self._scripts:
                if method == call.method and _matches(path, call.path) and answer.times != 0:
                    answer.times = None if answer.times is None else answer.times - 1
                    return answer
            self.unexpected.append(f"{call.method} {call.path}")
        return Answer(501, {"status": 501, "code": "not_scripted", "detail": f"{call.method} {call.path}"})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # One write per answer: two would wait 40 ms for each other (Nagle).

            def _serve(self) -> None:
                call = _read(self)
                answer = owner.answer(call)
                answer = answer.reply(call) if answer.reply else answer
                time.sleep(answer.delay)
                try:
                    _write(self, answer)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the base class's name
                pass

        return Handler


def _matches(wanted: str, path: str) -> bool:
    return path == wanted or (wanted.startswith("/v1/") and path.endswith(wanted) and path.count("/v1/") == 1)


def _read(handler: BaseHTTPRequestHandler) -> Call:
    parts = urlsplit(handler.path)
    raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    headers = {name.lower(): value for name, value in handler.headers.items()}
    body = json.loads(raw) if raw and "json" in headers.get("content-type", "") else None
    return Call(handler.command, parts.path, parse_qs(parts.query), headers, body, raw)


def _write(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    body = answer.bytes()
    problem = answer.status >= 400
    given = {name.lower(): value for name, value in answer.headers.items()}
    headers = {"content-type": "application/problem+json" if problem else "application/json", **given}
    handler.send_response(answer.status)
    for name, value in headers.items():
        handler.send_header(name, value)
    if "content-length" not in headers and answer.status not in {204, 304}:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()


fake = FakeUpstream()
