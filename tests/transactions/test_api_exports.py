"""Files for programs: asked for strictly, followed, stopped, fetched; for the owner alone."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.people import OMAR, signed_in
from tests.transactions.exports import asked, history, made, row
from transactions.models import Export
from transactions.services import export_making

EXPORTS = "/api/v1/exports"


@pytest.fixture(autouse=True)
def queued(empty_stores: None, files: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to the worker."""
    found: list[str] = []
    monkeypatch.setattr("transactions.api.exports.export_enqueue", found.append)
    return found


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    history(upstream, [row(number) for number in range(30)])
    return upstream


def post(client: Client, body: Any) -> Any:
    return client.post(EXPORTS, body, content_type="application/json")


def test_a_small_one_is_ready_with_the_answer(service: FakeUpstream, elin: Client) -> None:
    answer = post(elin, {"format": "csv", "filter": {"q": "Coffee", "type": ["payment"]}})
    assert answer.status_code == 202
    told = answer.json()
    assert answer.headers["Location"] == f"{EXPORTS}/{told['id']}"
    assert (told["status"], told["rows"], told["expected_rows"], told["progress"]) == ("ready", 30, 30, 100)
    assert told["filter"] == {"type": ["payment"], "q": "Coffee"}
    assert told["zone"] == "Europe/Stockholm"
    assert told["sums"][0]["out"] == 186000
    file = elin.get(told["file"]["url"])
    assert hashlib.sha256(b"".join(file)).hexdigest() == told["file"]["sha256"]
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    assert elin.get(answer.headers["Location"]).json() == told
    assert elin.get(EXPORTS).json()["data"] == [told]


def test_a_large_one_is_followed(
    service: FakeUpstream, elin: Client, queued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_making, "SMALL", 10)
    told = post(elin, {"format": "jsonl"}).json()
    assert (told["status"], told["file"], told["progress"]) == ("queued", None, None)
    assert queued == [told["id"]]
    Export.objects.update(state="running", rows=500, expected=1000)
    assert elin.get(f"{EXPORTS}/{told['id']}").json()["progress"] == 50
    assert elin.get(f"{EXPORTS}/{told['id']}/file").status_code == 404
    assert elin.delete(f"{EXPORTS}/{told['id']}").json()["status"] == "stopped"
    assert elin.delete(f"{EXPORTS}/{told['id']}").json()["status"] == "stopped"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/format"),
        ({"format": "pdf"}, "/format"),
        ({"format": "csv", "rows": 5}, "/rows"),
        ({"format": "csv", "filter": {"colour": "red"}}, "/filter/colour"),
        ({"format": "csv", "filter": {"type": "payment"}}, "/filter/type"),
        ({"format": "csv", "filter": {"type": ["gift"]}}, "/filter/type/0"),
        ({"format": "csv", "filter": {"from": "2026-11-19"}}, "/filter/from"),
        ({"format": "csv", "filter": {"amount_min": 100}}, "/filter/currency"),
        ({"format": "csv", "filter": {"q": "4242 4242 4242 4242"}}, "/filter/q"),
        ({"format": "csv", "with_notes": "yes"}, "/with_notes"),
    ],
)
def test_wrong_input_is_named(elin: Client, body: dict[str, Any], pointer: str) -> None:
    answer = post(elin, body)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert not Export.objects.exists()


def test_one_that_lacks_something_says_what(upstream: FakeUpstream, elin: Client) -> None:
    rows = [row(number) for number in range(130)]
    history(upstream, rows, silent=lambda query: "cursor" in query or "to" in query)
    told = elin.get(f"{EXPORTS}/{made().id}").json()
    assert (told["status"], told["rows"], told["expected_rows"]) == ("incomplete", 100, 130)
    assert told["missing"][0]["begin"] is None
    assert told["file"]["name"].endswith("-incomplete.csv")


def test_one_that_failed_says_why(upstream: FakeUpstream, elin: Client) -> None:
    history(upstream, [], silent=lambda _query: True)
    told = elin.get(f"{EXPORTS}/{made().id}").json()
    assert (told["status"], told["problem"], told["file"]) == ("failed", "upstream_error", None)


def test_it_expires(service: FakeUpstream, elin: Client) -> None:
    export = made()
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    told = elin.get(f"{EXPORTS}/{export.id}").json()
    assert (told["status"], told["file"]) == ("expired", None)
    assert elin.get(f"{EXPORTS}/{export.id}/file").status_code == 410


def test_nobody_elses(service: FakeUpstream) -> None:
    export, omar = made(), signed_in(OMAR)
    assert omar.get(EXPORTS).json() == {"data": []}
    for path in (f"{EXPORTS}/{export.id}", f"{EXPORTS}/{export.id}/file"):
        assert omar.get(path).status_code == 404
        assert Client().get(path).status_code == 401
    assert omar.delete(f"{EXPORTS}/{asked('xlsx').id}").status_code == 404


def test_five_an_hour_for_pages_and_programs_together(service: FakeUpstream, elin: Client) -> None:
    service.on("GET", "/v1/accounts", json=build.page([build.account()]))
    for number in range(4):
        assert post(elin, {"format": "csv", "filter": {"q": f"{number}"}}).status_code == 202
    assert elin.post("/exports/make", {"scope": "all", "format": "csv"}).status_code == 303
    answer = post(elin, {"format": "csv", "filter": {"q": "once more"}})
    assert answer.status_code == 429
    assert '"exports";q=5;w=3600' in answer.headers["RateLimit-Policy"]
    assert elin.get(EXPORTS).status_code == 200
