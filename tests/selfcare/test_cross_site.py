"""Unsafe requests from other sites, methods nobody speaks, and tokens of forms."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

SITES = [
    ({}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
    ({"Sec-Fetch-Site": "bogus"}, False),
    ({"Origin": "http://testserver"}, True),
    ({"Origin": "http://localhost:8000"}, True),
    ({"Origin": "null"}, False),
    ({"Origin": "https://evil.test"}, False),
    ({"Origin": "http://testserver.evil.test"}, False),
]


@pytest.mark.parametrize("path", ["/t/form", "/api/v1/t/things"])
@pytest.mark.parametrize(("headers", "allowed"), SITES)
def test_no_unsafe_request_from_another_site(client: Client, path: str, headers: dict[str, str], allowed: bool) -> None:
    answer = client.post(path, {"name": "a"}, content_type="application/json", headers=headers)
    assert (answer.status_code < 300) is allowed
    assert allowed or answer.status_code == HTTPStatus.FORBIDDEN
    if not allowed and path.startswith("/api"):
        assert answer.json()["code"] == "csrf_failed"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_every_unsafe_method_is_looked_at(client: Client, method: str) -> None:
    answer = client.generic(method, "/api/v1/t/things", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("path", ["/t/words", "/api/v1/t/things"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "FOO", "CONNECT", "PROPFIND"])
def test_unknown_methods_are_refused(client: Client, method: str, path: str) -> None:
    answer = client.generic(method, path)
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "GET" in answer.headers["Allow"]


def test_options_tells_nothing(client: Client) -> None:
    assert client.options("/api/v1/t/things").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_reading_from_another_site_is_fine(client: Client) -> None:
    assert client.get("/t/words", headers={"Sec-Fetch-Site": "cross-site"}).status_code == HTTPStatus.OK


def test_hooks_prove_themselves_in_their_own_way(client: Client) -> None:
    answer = client.post("/hooks/nothing", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["/t/form", "/api/v1/t/things"])
def test_tokens_protect_pages_and_api_signed_in_or_not(path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"name": "a"}, content_type="application/json").status_code == HTTPStatus.FORBIDDEN
    strict.get("/t/in")
    refused = strict.post(path, {"name": "a"}, content_type="application/json")
    assert refused.status_code == HTTPStatus.FORBIDDEN
    allowed = strict.post(
        path, {"name": "a"}, content_type="application/json", headers={"X-CSRFToken": strict.cookies["csrf"].value}
    )
    assert allowed.status_code < 300
