"""The golden header set on every kind of answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from selfcare.middleware.headers import HeadersMiddleware

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "report-to csp"
)
GOLDEN = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
ANSWERS = [
    (200, "GET", "/t/words", {}),
    (200, "GET", "/healthz", {}),
    (303, "GET", "/t/who", {}),
    (401, "GET", "/t/who", {"HX-Request": "true"}),
    (401, "GET", "/api/v1/t/mine", {}),
    (400, "GET", "/t/words?a=%00", {}),
    (400, "GET", "/t/words", {"Host": "evil.test"}),
    (403, "GET", "/t/raises/denied", {}),
    (403, "POST", "/t/form", {"Sec-Fetch-Site": "cross-site"}),
    (404, "GET", "/nothing", {}),
    (404, "GET", "/account/x.css", {}),
    (404, "GET", "/api/v1/nothing", {}),
    (404, "GET", "/static/nothing.css", {}),
    (405, "POST", "/t/get", {}),
    (405, "DELETE", "/api/v1/t/things", {}),
    (405, "POST", "/healthz", {}),
    (413, "POST", "/t/form", {"CONTENT": "x"}),
    (429, "GET", "/t/raises/429", {}),
    (500, "GET", "/t/raises/500", {}),
    (500, "GET", "/api/v1/t/raises/500", {}),
    (503, "GET", "/t/raises/503", {}),
    (504, "GET", "/t/raises/504", {"HX-Request": "true"}),
]


@pytest.mark.parametrize(("status", "method", "path", "headers"), ANSWERS)
def test_every_answer_carries_the_golden_set(
    client: Client, status: int, method: str, path: str, headers: dict[str, str]
) -> None:
    form = {"name": "x" * 70_000} if "CONTENT" in headers else None
    asked: Any = client.post(path, form) if form else client.generic(method, path, headers=headers)
    assert asked.status_code == status
    assert {name: asked.headers.get(name) for name in GOLDEN} == GOLDEN
    assert "Strict-Transport-Security" not in asked.headers  # localhost has no https
    assert asked.headers["X-Request-Id"]
    assert "Server" not in asked.headers


def test_not_modified_carries_the_golden_set(client: Client) -> None:
    answer = client.get("/api/v1/t/things", headers={"If-None-Match": '"v25"'})
    assert answer.status_code == 304
    assert {name: answer.headers.get(name) for name in GOLDEN} == GOLDEN


@pytest.mark.django_db  # Django looks at its connections when a file is closed
def test_static_files_carry_the_golden_set(client: Client) -> None:
    answer = client.get("/static/img/mark.svg")
    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in GOLDEN} == GOLDEN
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer.close()


def test_files_named_by_their_hash_may_be_kept() -> None:
    kept = "max-age=315360000, public, immutable"
    middleware = HeadersMiddleware(lambda _request: HttpResponse(headers={"Cache-Control": kept}))
    assert middleware(RequestFactory().get("/static/css/x.0123456789ab.css")).headers["Cache-Control"] == kept


def test_https_adds_strict_transport_security(settings: Any) -> None:
    settings.HTTPS = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    answer = HeadersMiddleware(lambda _request: HttpResponse())(RequestFactory().get("/"))
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_deposit_pages_may_lead_a_form_to_the_bank(client: Client) -> None:
    allowed = client.get("/t/deposit").headers["Content-Security-Policy"]
    assert "form-action 'self' http://localhost:8100;" in allowed
    assert "http://localhost:8100" not in client.get("/t/words").headers["Content-Security-Policy"]


def test_authenticated_answers_are_never_stored(elin: Client) -> None:
    assert elin.get("/t/who").headers["Cache-Control"] == "no-store"
