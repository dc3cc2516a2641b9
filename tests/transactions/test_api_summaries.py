"""Sums for programs: the list's filters, what is refused, and what the service may not say."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream

SUMMARIES = "/v1/summaries"
SUM = {"currency": "SEK", "count": 7, "in": 319900, "out": 472480, "key": None, "label": None, "others": 0}
ASK = "/api/v1/summaries?by=none"


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", SUMMARIES, json=build.summaries(build.summary(None), is_capped=True))
    return upstream


def problem(response: Any) -> tuple[int, str, list[str]]:
    """Status, code and the named fields of a problem (RFC 9457)."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    return response.status_code, body["code"], [error["pointer"].lstrip("/") for error in body.get("errors", [])]


def test_sums_are_minor_units_of_one_currency_each(service: FakeUpstream, elin: Client) -> None:
    response = elin.get(ASK)

    assert response.json() == {
        "data": [SUM],
        "is_capped": True,
    }
    assert "no-store" in response.headers["Cache-Control"]


def test_every_filter_of_the_list_reaches_the_service(service: FakeUpstream, elin: Client) -> None:
    query = (
        "account_id=acc_sek&type=deposit,payment&status=pending&direction=out&currency=SEK&merchant_id=m1"
        "&instrument_id=i1&consent_id=c1&amount_min=100&amount_max=200&from=2026-11-01T00:00:00Z"
        "&to=2026-11-02T00:00:00%2B01:00&settled_from=2026-11-01T00:00:00Z&settled_to=2026-11-02T00:00:00Z"
        "&reference=K-77&q=kaffe&updated_since=2026-11-01T00:00:00Z&by=merchant&top=5&tz=Europe/Stockholm"
    )
    service.on("GET", SUMMARIES, json=build.summaries(build.summary()))

    assert elin.get(f"/api/v1/summaries?{query}").status_code == 200
    asked = service.asked("GET", SUMMARIES)[0].query
    assert len(asked) == 20
    assert (asked["by"], asked["top"], asked["tz"]) == (["merchant"], ["5"], ["Europe/Stockholm"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "by"),
        ("by=day", "by"),
        ("by=week&by=month", "by"),
        ("by=none&top=5", "top"),
        ("by=type&top=0", "top"),
        ("by=none&top=101", "top"),
        ("by=none&top=many", "top"),
        ("by=week&tz=Mars/Base", "tz"),
        ("by=week&tz=", "tz"),
        ("by=week&tz=../../etc/passwd", "tz"),
        ("by=none&limit=5", "limit"),
        ("by=none&cursor=abc", "cursor"),
        ("by=none&sort=created_at", "sort"),
        ("by=none&colour=red", "colour"),
        ("by=none&status=lost", "status/0"),
        ("by=none&from=2026-11-01", "from"),
    ],
)
def test_a_wrong_parameter_is_400_and_named(service: FakeUpstream, elin: Client, query: str, field: str) -> None:
    assert problem(elin.get(f"/api/v1/summaries?{query}")) == (400, "bad_request", [field])
    assert not service.calls


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("amount_min=5", "currency"),
        ("from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z", "to"),
        ("q=4242+4242+4242+4242", "q"),
    ],
)
def test_what_does_not_go_together_is_422_and_named(
    service: FakeUpstream, elin: Client, query: str, field: str
) -> None:
    assert problem(elin.get(f"{ASK}&{query}")) == (422, "validation_failed", [field])
    assert not service.calls


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"status": 503}, 503, "upstream_unavailable"),
        ({"status": 500}, 502, "upstream_error"),
        ({"json": {"data": [{"key": 5}]}}, 502, "upstream_error"),
        ({"json": build.summaries(build.summary(None, -1))}, 502, "upstream_error"),
        ({"json": build.summaries(build.summary(None), build.summary(None))}, 502, "upstream_error"),
        ({"status": 404, "json": build.problem(404, "not_found")}, 501, "capability_unavailable"),
        ({"status": 501, "json": build.problem(501, "capability_unavailable")}, 501, "capability_unavailable"),
    ],
)
def test_the_service_in_trouble_is_told_as_that(
    service: FakeUpstream, elin: Client, fault: dict[str, Any], status: int, code: str
) -> None:
    service.on("GET", SUMMARIES, **fault)

    assert problem(elin.get(ASK))[:2] == (status, code)


@pytest.mark.parametrize("level", ["none", None])
def test_a_service_that_says_it_has_none_is_not_asked(service: FakeUpstream, elin: Client, level: str | None) -> None:
    known = build.capabilities(summaries=level or "none")
    if not level:
        del known["features"]["summaries"]
    service.on("GET", "/v1/capabilities", json=known)

    assert problem(elin.get(ASK))[:2] == (501, "capability_unavailable")
    assert not service.asked("GET", SUMMARIES)


def test_a_search_counts_against_the_limit(service: FakeUpstream, elin: Client) -> None:
    answers = [elin.get(f"{ASK}&q=kaffe").status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]


def test_a_visitor_is_told_to_sign_in(service: FakeUpstream, visitor: Client) -> None:
    assert problem(visitor.get(ASK))[:2] == (401, "session_required")
    assert not service.calls


def test_each_customer_is_asked_for_as_themselves(service: FakeUpstream, elin: Client, omar: Client) -> None:
    elin.get(ASK)
    omar.get(ASK)

    tokens = [call.headers["authorization"] for call in service.asked("GET", SUMMARIES)]
    assert tokens == ["Bearer access-cus_elin", "Bearer access-cus_omar"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_possible(elin: Client, method: str) -> None:
    assert getattr(elin, method)(ASK).status_code in {403, 405}
