"""A large file in the middle of being made: its maker is killed or told to end, or the payment service dies."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy.local.postgres import Postgres
from deploy.local.processes import wait_for_answer
from deploy.local.stack import Stack
from tests.chaos.person import Person, fields, heading
from tests.chaos.platform import Platform, eventually
from tests.live import MANY, long_history

ROWS = 6000
GRACE = 10  # compose.yaml's stop_grace_period
SLOW = {"service": "payments", "method": "GET", "path": "/v1/transactions", "kind": "delay", "seconds": 1}


@pytest.fixture(scope="module")
def _history(stack: Stack) -> None:
    long_history(stack, rows=ROWS)


@pytest.fixture
def many(stack: Stack, platform: Platform, _history: None) -> Person:
    """A customer with a long history, at a service that takes a second for each page of it."""
    person = Person(stack.url).sign_in(MANY)
    platform.faults({**SLOW, "times": 500})
    return person


def test_killed_in_the_middle_it_is_begun_anew_and_nothing_is_left(
    many: Person, platform: Platform, stack: Stack, postgres: Postgres
) -> None:
    path = _half_made(many)
    stack.kill("exporter")
    assert len(_files(stack)) == 1  # the half of it, where nobody is served from
    assert many.get(f"{path}/file").status_code == 404
    platform.faults()
    stack.launch("exporter")
    _lease_over(postgres)
    export = _ended(many, path)
    assert (export["status"], export["rows"]) == ("ready", ROWS)
    body = many.get(f"{path}/file", timeout=30).content
    assert hashlib.sha256(body).hexdigest() == export["file"]["sha256"]
    ids = [row["transaction_id"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))]
    assert len(set(ids)) == len(ids) == ROWS
    assert [file.read_bytes() for file in _files(stack)] == [body]


def test_told_to_end_it_gives_the_file_back_at_once(many: Person, platform: Platform, stack: Stack) -> None:
    path = _half_made(many, format="jsonl")
    before = {file for file in _files(stack) if "scratch" not in file.parts}
    exporter = stack.children["exporter"]
    exporter.terminate()
    assert exporter.wait(GRACE) == 0
    assert _export(many, path)["status"] == "queued"
    assert set(_files(stack)) == before
    platform.faults()
    stack.launch("exporter")
    assert _ended(many, path)["status"] == "ready"


def test_a_service_that_dies_leaves_a_file_that_says_what_it_lacks(many: Person, stack: Stack) -> None:
    path = _half_made(many, notes="")
    stack.kill("sandbox")
    export = _ended(many, path)
    assert export["status"] == "incomplete"
    assert 0 < export["rows"] < ROWS
    assert export["missing"]
    assert export["file"]["name"].endswith("-incomplete.csv")
    assert many.get(f"{path}/file").content.startswith('\ufeff"NOT COMPLETE.'.encode())
    page = many.get(path)
    assert heading(page) == "Your file is not complete"
    stack.launch("sandbox")
    wait_for_answer(f"{stack.sandbox_url}/healthz", child=stack.children["sandbox"])
    again = many.post(f"{path}/again", fields(page, f"{path}/again"))
    whole = _ended(many, again.headers["Location"])
    assert (whole["status"], whole["rows"]) == ("ready", ROWS)


def _half_made(person: Person, **asked: str) -> str:
    """Ask for everything as CSV. Returns the path of its page when the exporter has read a part of it.

    What is ``asked`` differs from test to test: the same file asked for twice within ten seconds is one.
    """
    form = {**fields(person.get("/exports"), "/exports/make"), "format": "csv", "scope": "all", **asked}
    path: str = person.post("/exports/make", form).headers["Location"]
    eventually(lambda: _export(person, path)["rows"], seconds=60, every=1)
    return path


def _export(person: Person, path: str) -> dict[str, Any]:
    answer = person.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _ended(person: Person, path: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        export = _export(person, path)
        return None if export["status"] in {"queued", "running"} else export

    return eventually(look, seconds=180, every=1) or {}


def _files(stack: Stack) -> list[Path]:
    return [path for path in (stack.folder / "files").rglob("*") if path.is_file()]


def _lease_over(postgres: Postgres) -> None:
    """Let the killed one's minute pass."""
    with psycopg.connect(postgres.url, autocommit=True) as database:
        database.execute("UPDATE transactions_export SET due_at = now() WHERE state = 'running'")
