"""Every address of the feature against every method: what is not offered is 405 with Allow."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.urls import api_urls, page_urls
from tests.fake_upstream import FakeUpstream

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO")
OFFERED = {
    "/login": {"GET", "POST"},
    "/login/code": {"GET", "POST"},
    "/login/code/resend": {"POST"},
    "/logout": {"POST"},
    "/language": {"GET"},
    "/signed-out": {"GET"},
    "/step-up/<str:subject>": {"GET", "POST"},
    "/step-up/<str:subject>/begin": {"POST"},
    "/step-up/<str:subject>/send": {"POST"},
    "/api/v1/session/step-up": {"POST"},
    "/api/v1/session": {"GET", "POST", "DELETE"},
    "/api/v1/session/challenges/<str:challenge_id>": {"POST"},
    "/api/v1/session/challenges/<str:challenge_id>/resend": {"POST"},
    "/api/v1/me": {"GET"},
}
# What only signed-in people reach says so first: pages by leading to the sign-in, programs by 401.
_REFUSED = {
    **{path: {405, 401} for path in ("/api/v1/me", "/api/v1/session/step-up")},
    **{path: {405, 303} for path in OFFERED if path.startswith("/step-up")},
}


def test_every_address_is_in_the_table() -> None:
    addresses = {f"/{entry.pattern}" for entry in page_urls} | {f"/api/v1/{entry.pattern}" for entry in api_urls}
    assert addresses == set(OFFERED)


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, method) for path, offered in OFFERED.items() for method in METHODS if method not in offered],
)
def test_method_that_is_not_offered_is_405(client: Client, upstream: FakeUpstream, path: str, method: str) -> None:
    response = client.generic(method, path.replace("<str:challenge_id>", "chl_1").replace("<str:subject>", "int_1"))
    assert response.status_code in _REFUSED.get(path, {405})
    if response.status_code == 405:
        assert OFFERED[path] <= {word.strip() for word in response["Allow"].split(",")}
