"""What a long history costs: pages of a customer with a million transactions against those of one with a hundred.

``python -m tests.bench.many_rows [ROWS]`` makes both customers in a sandbox of its own (SQLite in a temporary folder,
or the PostgreSQL of SANDBOX_DATABASE_URL), asks for each page in turn so that the machine's moods meet both alike, and
prints medians and their ratio. `ratios` is for other measurements to call.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.local.processes import free_port, start, stop, wait_for_answer
from deploy.local.stack import PYTHON, ROOT

FEW, MANY = "omar@selfcare.example", "many@selfcare.example"
PASSWORD = "demo-only-password"
FIRST = "/payments/v1/transactions?limit=25"
# Oldest first is the other end of the same order: page 40,000 of a million, at the same depth as its cursor stands.
LAST = "/payments/v1/transactions?limit=25&sort=created_at"
GOAL = 1.1


def main(rows: int = 1_000_000, rounds: int = 200) -> int:
    """Print a line per page; returns 1 when one is over the goal."""
    with sandbox(rows) as port:
        found = ratios(port, rounds)
    for page, (few, many) in found.items():
        line = f"{page:15} 100 rows {few:6.2f} ms   {rows:,} rows {many:6.2f} ms   ratio {many / few:.2f}\n"
        sys.stdout.write(line)
    return int(any(many / few > GOAL for few, many in found.values()))


@contextmanager
def sandbox(rows: int) -> Iterator[int]:
    """A running sandbox in which Omar has a hundred transactions, ``cus_many`` has ``rows``; yields its port."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        place = os.environ.get("SANDBOX_DATABASE_URL") or f"{folder}/sandbox.sqlite3"
        command = [PYTHON, "-m", "sandbox", "--port", str(port), "--database", place, "--life", "off", "--hook-url", ""]
        for options in (["--rows", "93", "--rows-customer", "cus_omar"], ["--rows", str(rows)]):
            child = start([*command, *options], cwd=ROOT, log=Path(folder) / "sandbox.log")
            wait_for_answer(f"http://localhost:{port}/healthz", seconds=600, child=child)
            if options[1] == str(rows):
                break
            stop(child)
        try:
            yield port
        finally:
            stop(child)


def ratios(port: int, rounds: int) -> dict[str, tuple[float, float]]:
    """Median milliseconds (few, many) of the first page, of the last one, and of the last one reached by a cursor."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    tokens = [_token(connection, who) for who in (FEW, MANY)]
    pages = {name: [_path(connection, token, name) for token in tokens] for name in ("first", "last", "last by cursor")}
    return {name: _medians(connection, tokens, paths, rounds) for name, paths in pages.items()}


def _medians(
    connection: http.client.HTTPConnection, tokens: list[str], paths: list[str], rounds: int
) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for token, path, spent in zip(tokens, paths, times, strict=True):
            began = time.perf_counter()
            _get(connection, path, token)
            spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def _path(connection: http.client.HTTPConnection, token: str, page: str) -> str:
    if page == "first":
        return FIRST
    if page == "last":
        return LAST
    onward = _get(connection, LAST, token)["page"]["next_cursor"]
    return f"{LAST}&cursor={onward}"


def _get(connection: http.client.HTTPConnection, path: str, token: str) -> Any:
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path} answered {answer.status}: {body[:200]!r}")
    return json.loads(body)


def _token(connection: http.client.HTTPConnection, identifier: str) -> str:
    asked = json.dumps({"purpose": "login", "identifier": identifier, "password": PASSWORD})
    connection.request("POST", "/auth/v1/authentications", asked, {"Content-Type": "application/json"})
    token: str = json.loads(connection.getresponse().read())["token"]["access_token"]
    return token


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
