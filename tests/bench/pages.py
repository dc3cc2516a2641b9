"""A payment service with a history as long as asked for: raw bytes, a cursor that counts, next to no work per page.

``python -m tests.bench.pages PORT ROWS`` answers the list a hundred rows at a time and says that there are ROWS.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
from typing import Final

from tests.bench.bodies import transactions
from tests.builders.payments import capabilities

PAGE: Final = 100
_CURSOR: Final = re.compile(rb"[?&]cursor=(\d+)")
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_SAME: Final = "2026-11-19T13:05:12.000Z"  # pages repeat, and time may stand still but not go forward
_MARK: Final = b"bmV4dC1wYWdl"


def main() -> None:
    """Serve on loopback until ended."""
    port, rows = int(sys.argv[1]), int(sys.argv[2])
    with socket.create_server(("127.0.0.1", port), backlog=64) as listener:
        while True:
            taken, _address = listener.accept()
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_serve, args=(taken, rows // PAGE), daemon=True).start()


def page_body() -> bytes:
    """Return a page of a hundred rows, its cursor still to be filled in."""
    found = transactions(PAGE)
    for row in found["data"]:
        row["created_at"] = row["updated_at"] = _SAME
    return json.dumps({**found, "total": 0, "total_is_capped": True}, ensure_ascii=False).encode()


def _serve(taken: socket.socket, pages: int) -> None:
    body, waiting = page_body(), b""
    features = json.dumps(capabilities()).encode()
    last = body.replace(b'"' + _MARK + b'"', b"null")
    with taken:
        while chunk := taken.recv(65536):
            waiting += chunk
            if not waiting.endswith(b"\r\n\r\n"):
                continue
            asked = _CURSOR.search(waiting.split(b" ", 2)[1])
            number = int(asked[1]) if asked else 0
            is_last = number + 1 >= pages or b"&q=" in waiting or b"?q=" in waiting
            answer = last if is_last else body.replace(_MARK, b"%012d" % (number + 1))
            answer = features if b"/capabilities" in waiting else answer
            taken.sendall(_HEAD % len(answer) + answer)
            waiting = b""


if __name__ == "__main__":
    main()
