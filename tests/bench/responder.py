"""A payment service that costs the measured process nothing: a process of its own, raw bytes by path, HTTP/1.1.

``python -m tests.bench.responder PORT DELAY`` answers each GET after DELAY seconds.
"""

from __future__ import annotations

import socket
import sys
import threading
import time

from tests.bench.bodies import bodies

_HEAD = "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"


def main() -> None:
    """Serve on loopback until ended."""
    port, delay = int(sys.argv[1]), float(sys.argv[2])
    answers = [(path.encode(), _answer("200 OK", body)) for path, body in bodies().items()]
    with socket.create_server(("127.0.0.1", port), backlog=64) as listener:
        while True:
            taken, _address = listener.accept()
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_serve, args=(taken, answers, delay), daemon=True).start()


def _serve(taken: socket.socket, answers: list[tuple[bytes, bytes]], delay: float) -> None:
    unknown, waiting = _answer("404 Not Found", b"{}"), b""
    with taken:
        while chunk := taken.recv(65536):
            waiting += chunk
            if not waiting.endswith(b"\r\n\r\n"):
                continue
            path = waiting.split(b" ", 2)[1]
            time.sleep(delay)
            taken.sendall(next((answer for start, answer in answers if path.startswith(start)), unknown))
            waiting = b""


def _answer(status: str, body: bytes) -> bytes:
    return _HEAD.format(status=status, length=len(body)).encode() + body


if __name__ == "__main__":
    main()
