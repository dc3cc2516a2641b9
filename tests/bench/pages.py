"""A payment service with a history as long as asked for: raw bytes, a cursor that counts, next to no work per page.

``python -m tests.bench.pages PORT ROWS`` answers the list in pages of any size up to its largest, a day a page, and
says that there are ROWS. Bytes are as the sandbox writes them, without a space between.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from tests.bench.bodies import transactions
from tests.builders.payments import capabilities

PAGE: Final = 500
_CURSOR: Final = re.compile(rb"[?&]cursor=(\d+)")
_LIMIT: Final = re.compile(rb"[?&]limit=(\d+)")
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_NEWEST: Final = date(2026, 11, 19)
_DAY: Final = _NEWEST.isoformat().encode()
_MARK: Final = b"bmV4dC1wYWdl"


def main() -> None:
    """Serve on loopback until ended."""
    port, rows = int(sys.argv[1]), int(sys.argv[2])
    with socket.create_server(("127.0.0.1", port), backlog=64) as listener:
        while True:
            taken, _address = listener.accept()
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_serve, args=(taken, rows), daemon=True).start()


def page_rows(size: int = PAGE) -> list[dict[str, Any]]:
    """Return the rows of one day, newest first."""
    found: list[dict[str, Any]] = transactions(size)["data"]
    for number, row in enumerate(found):
        hours, seconds = divmod(86_399 - number * (86_400 // size), 3600)
        row["created_at"] = row["updated_at"] = f"{_NEWEST}T{hours:02d}:{seconds // 60:02d}:{seconds % 60:02d}.000Z"
    return found


@lru_cache
def page_body(size: int = PAGE) -> bytes:
    """Return a page, its cursor still to be filled in."""
    found = {**transactions(1), "data": page_rows(size), "total": 10_000, "total_is_capped": True}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _answer(target: bytes, rows: int) -> bytes:
    """Return the page asked for; a search finds one page."""
    cursor, limit = _CURSOR.search(target), _LIMIT.search(target)
    number, size = int(cursor[1]) if cursor else 0, int(limit[1]) if limit else PAGE
    body = page_body(size).replace(_DAY, (_NEWEST - timedelta(days=number)).isoformat().encode())
    if (number + 1) * size >= rows or b"q=" in target:
        return body.replace(b'"' + _MARK + b'"', b"null")
    return body.replace(_MARK, b"%012d" % (number + 1))


def _serve(taken: socket.socket, rows: int) -> None:
    features, waiting = json.dumps(capabilities()).encode(), b""
    with taken:
        while chunk := taken.recv(65536):
            waiting += chunk
            if not waiting.endswith(b"\r\n\r\n"):
                continue
            target = waiting.split(b" ", 2)[1]
            answer = features if b"/capabilities" in target else _answer(target, rows)
            taken.sendall(_HEAD % len(answer) + answer)
            waiting = b""


if __name__ == "__main__":
    main()
