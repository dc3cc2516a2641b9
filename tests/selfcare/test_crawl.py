"""Every address of the product, for everybody, by every method: what is not in the table of routes does not get in.

A row with a customer's own thing in its address is closed to other customers too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client

from selfcare.http import marked
from selfcare.stores import sessions
from tests.fake_upstream import FakeUpstream
from tests.people import OMAR, signed_in
from tests.selfcare.belongings import rows_made, service_of_owner
from tests.selfcare.routes import ROUTES, ROWS, address, names_own_thing
from tests.selfcare.test_headers import GOLDEN

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
REFUSED_TO_ALL: Final = ("TRACE", "BREW")
UNCHANGED: Final = {name: value for name, value in GOLDEN.items() if name != "Content-Security-Policy"}


@pytest.fixture(autouse=True)
def _product(_probes: None, settings: Any) -> None:
    settings.ROOT_URLCONF = "selfcare.urls"


@pytest.fixture
def platform(upstream: FakeUpstream, db: None, settings: Any, tmp_path: Path) -> FakeUpstream:
    """The owner's things; whoever else asks gets 404."""
    rows_made(tmp_path, settings)
    service_of_owner(upstream)
    return upstream


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ROUTES) == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_closed_by_default(name: str) -> None:
    assert marked(ROUTES[name][1].callback, "public") is ROWS[name].is_public


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if not row.is_public])
def test_a_visitor_is_sent_to_sign_in_whatever_they_send(name: str) -> None:
    visitor, path = Client(), address(name)
    for method in METHODS:
        sessions().flushdb()  # so many tries in a row would be too many
        plain = visitor.generic(method, path)
        with_script = visitor.generic(method, path, headers={"HX-Request": "true"})
        _golden(plain)
        _golden(with_script)
        assert with_script.status_code == 401, method
        if path.startswith("/api/"):
            assert (plain.status_code, plain.headers["Content-Type"]) == (401, "application/problem+json"), method
        else:
            assert plain.status_code == 303, method
            assert plain.headers["Location"].startswith("/login")
            assert with_script.headers["HX-Redirect"].startswith("/login")


@pytest.mark.parametrize("name", ROWS)
def test_methods_nobody_speaks_are_refused_before_anything(name: str) -> None:
    for method in REFUSED_TO_ALL:
        answer = Client().generic(method, address(name))
        assert answer.status_code == 405
        _golden(answer)


@pytest.mark.parametrize("name", ROWS)
def test_a_method_that_is_not_taken_is_405(name: str, platform: FakeUpstream) -> None:
    client = signed_in()
    for method in METHODS:
        if method in ROWS[name].methods:
            continue
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.generic(method, address(name), headers=headers)
            assert answer.status_code == 405, method
            assert ROWS[name].methods <= {each.strip() for each in answer.headers["Allow"].split(",")}
            _golden(answer)


@pytest.mark.parametrize("name", ROWS)
def test_the_owner_gets_what_the_row_says(name: str, platform: FakeUpstream) -> None:
    row = ROWS[name]
    method = "GET" if "GET" in row.methods else "POST"
    for headers in ({}, {"HX-Request": "true"}):
        answer = signed_in().generic(method, f"{address(name)}?{row.asks}".rstrip("?"), headers=headers)
        expected = {row.status, 200, 204} if headers and row.status == 303 else {row.status}
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code in expected, body[:500]
        _golden(answer)


@pytest.mark.parametrize("name", [name for name in ROWS if names_own_thing(name)])
def test_another_customer_finds_nothing(name: str, platform: FakeUpstream) -> None:
    method = "GET" if "GET" in ROWS[name].methods else "POST"
    body, kind = (b"", "application/octet-stream")
    if ROWS[name].body is not None:
        body, kind = json.dumps(ROWS[name].body).encode(), "application/json"
    for headers in ({}, {"HX-Request": "true"}):
        answer = signed_in(OMAR).generic(method, address(name), body, kind, headers=headers)
        assert answer.status_code == 404
        assert b"tx_01" not in answer.content.replace(address(name).encode(), b"")
        _golden(answer)


def _golden(answer: Any) -> None:
    assert {name: answer.headers.get(name) for name in UNCHANGED} == UNCHANGED
    policy = answer.headers["Content-Security-Policy"]
    if policy.startswith("sandbox"):  # a customer's own file, and nothing else
        assert answer.headers["Content-Disposition"].startswith("attachment")
    else:
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Request-Id"]
