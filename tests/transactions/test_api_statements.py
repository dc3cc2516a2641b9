"""Statements for programs: lists, one statement, its files, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from lxml import etree

from tests.fake_upstream import FakeUpstream
from tests.files.test_camt053 import schema
from tests.people import signed_in
from tests.transactions.statements import books, served


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Iterator[None]:
    with time_machine.travel("2026-11-19T13:05:31Z", tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    return served(upstream, books())


# --- The API ----------------------------------------------------------------------------------------
def test_the_api_lists_and_tells(service: FakeUpstream) -> None:
    client = signed_in()
    listed = client.get("/api/v1/statements?length=month").json()["data"]
    assert [each["period"] for each in listed][:2] == ["2026-11", "2026-10"]
    assert listed[0]["closing"] == {"value": 1186190, "currency": "SEK"}
    found = client.get("/api/v1/statements/2026-11?limit=1").json()
    assert (found["opening"]["value"], found["closing"]["value"]) == (918040, 1186190)
    assert found["totals"] == {"count_in": 1, "in": 300000, "count_out": 1, "out": 31850}
    assert len(found["movements"]) == 1
    assert found["page"]["next_cursor"] == "1"
    zoned = client.get("/api/v1/statements/2026-11?tz=Asia/Tokyo").json()
    assert zoned["begin"] == "2026-10-31T15:00:00Z"


def test_the_api_gives_files(service: FakeUpstream) -> None:
    answer = signed_in().get("/api/v1/statements/2026-11/file?format=camt053")
    schema().assertValid(etree.fromstring(answer.content))


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/statements?tz=Mars/Olympus", 400, "bad_request"),
        ("/api/v1/statements?length=week", 400, "bad_request"),
        ("/api/v1/statements/2027-01", 422, "validation_failed"),
        ("/api/v1/statements/2026-13", 404, "not_found"),
        ("/api/v1/statements/2026-11?account_id=acc_x", 404, "not_found"),
        ("/api/v1/statements/2026-11/file?format=docx", 400, "bad_request"),
    ],
)
def test_the_api_refuses_clearly(service: FakeUpstream, path: str, status: int, code: str) -> None:
    answer = signed_in().get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_somebody_else_gets_nothing_of_it(service: FakeUpstream, omar: Client, visitor: Client) -> None:
    assert omar.get("/statements/2026-11").status_code >= 400
    assert visitor.get("/statements/2026-11.pdf").status_code == 303
