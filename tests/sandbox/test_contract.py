"""The documents name exactly what the services have; that they are true is checked in every test (see conftest)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.urls import URLPattern

from sandbox import schema
from sandbox.auth import urls as auth_urls
from sandbox.contract.operations import Service
from sandbox.contract.problems import PROBLEMS
from sandbox.merchants import urls as merchant_urls
from sandbox.payments import urls as payments_urls
from sandbox.payments.contract import queries
from sandbox.payments.domain import errors, filters, summaries
from tests.sandbox.recorder import DOCUMENTS, event_differences, exchange_differences

SERVICES = {service.name: service for service in schema.SERVICES}


def routes(patterns: list[URLPattern]) -> set[tuple[str, str]]:
    """Return (method, path) of every route; its methods are those its view was made of."""
    return {
        (method, re.sub(r"<(?:str:)?(\w+)>", r"{\1}", f"/{pattern.pattern}"))
        for pattern in patterns
        for method in handlers(pattern)
    }


def handlers(pattern: URLPattern) -> dict[str, Any]:
    cells = dict(zip(pattern.callback.__code__.co_freevars, pattern.callback.__closure__ or (), strict=True))
    found: dict[str, Any] = cells["handlers"].cell_contents
    return found


@pytest.mark.parametrize(
    ("name", "urls"), [("auth", auth_urls), ("payments", payments_urls), ("merchant", merchant_urls)]
)
def test_every_route_is_declared_and_nothing_else(name: str, urls: Any) -> None:
    declared = {(each.method, each.path) for each in SERVICES[name].operations}
    assert declared == routes(urls.urlpatterns)


@pytest.mark.parametrize("service", schema.SERVICES, ids=lambda service: service.name)
def test_names_are_unique_and_tags_explained(service: Service) -> None:
    names = [each.name for each in service.operations]
    assert len(names) == len(set(names))
    assert {each.tag for each in service.operations} <= set(service.tags)


def test_the_parameters_are_those_that_are_read() -> None:
    own = {"by", "top", "tz"}
    fields = {field.encode_name for field in msgspec.structs.fields(queries.ListQuery)}
    assert fields == {*filters._LISTS, *filters._SINGLES}
    sums = {field.encode_name for field in msgspec.structs.fields(queries.SummaryQuery)}
    assert sums == (fields - filters.PAGING) | set(summaries._OWN) == (fields - filters.PAGING) | own


def test_codes_have_the_status_the_core_gives_them() -> None:
    shared = PROBLEMS.keys() & errors.STATUS.keys()
    assert {code: PROBLEMS[code][0] for code in shared} == {code: errors.STATUS[code] for code in shared}
    assert errors.STATUS.keys() - shared == {"version_conflict"}  # nothing takes If-Match yet


def test_documents_are_current_and_noticed_when_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.main(["--check"]) == 0
    assert schema.main(["--check"], folder=tmp_path) == 1
    assert "auth.yaml, payments.yaml, merchant.yaml out of date: run `make schema`" in capsys.readouterr().err
    assert schema.main([], folder=tmp_path) == 0
    assert schema.main(["--check"], folder=tmp_path) == 0


class Reply:
    status_code = 200
    headers = {"Content-Type": "application/json", "X-Request-Id": "r", "Selfcare-Contract": "1.0"}
    content = b'{"status":"ok","colour":"red"}'


def test_the_recorder_finds_what_differs() -> None:
    asked = {"PATH_INFO": "/auth/healthz", "REQUEST_METHOD": "GET", "QUERY_STRING": "colour=red"}
    found = exchange_differences(asked, b"", Reply())
    assert len(found) == 2
    assert "'colour' was unexpected" in found[0]
    assert "carried out with parameter colour" in found[1]
    assert event_differences({"type": "transaction.lost"}) == ["event transaction.lost is not declared"]
    example = DOCUMENTS["payments"].document["webhooks"]["transaction.requires_action"]["post"]["requestBody"]
    assert event_differences(example["content"]["application/cloudevents+json"]["example"]) == []
