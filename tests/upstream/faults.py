"""A service that misbehaves on purpose, over real sockets."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator

Fault = Callable[[socket.socket], None]


class FaultServer:
    """Accepts connections and lets ``fault`` answer each request; counts what arrived."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.requests = 0
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._open = False
        self._socket.close()

    def _accept(self) -> None:
        while self._open:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while _request(connection):
                self.requests += 1
                self.fault(connection)


@contextlib.contextmanager
def serving(fault: Fault) -> Iterator[FaultServer]:
    server = FaultServer(fault)
    try:
        yield server
    finally:
        server.close()


def _request(connection: socket.socket) -> bool:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return False
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return True


def answer(status: str, body: bytes, *headers: str, kind: str = "application/json", length: int | None = None) -> Fault:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {length or len(body)}", *headers]
    whole = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    return lambda connection: connection.sendall(whole)


def hang(connection: socket.socket) -> None:
    time.sleep(10)


def reset(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def drip(connection: socket.socket) -> None:
    """Headers at once, then one byte a second: each read is in time, the whole never is."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n")
    for _ in range(10):
        connection.sendall(b" ")
        time.sleep(1)


def drip_headers(connection: socket.socket) -> None:
    """The same with the headers, where the usual time-outs do not look."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(10):
        connection.sendall(b"X-%d: 1\r\n" % number)
        time.sleep(1)


def drip_chunks(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10):
        connection.sendall(b"1\r\n \r\n")
        time.sleep(1)


def truncated(connection: socket.socket) -> None:
    answer("200 OK", b'{"data": [', length=500)(connection)
    connection.shutdown(socket.SHUT_RDWR)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b" " * 65536)


def bomb() -> Fault:
    packed = gzip.compress(json.dumps({"data": [], "pad": "x" * 20_000_000}).encode())
    return answer("200 OK", packed, "Content-Encoding: gzip")
