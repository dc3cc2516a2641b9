"""Signing in in vain: a wrong password, a pause, bad input, and the auth service away."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.accounts.scripts import (
    EMAIL,
    LATER,
    PASSWORD,
    START,
    accepts,
    locks,
    post_login,
    refuses,
)
from tests.builders.auth import authentication
from tests.builders.payments import problem
from tests.fake_upstream import FakeUpstream


def _without_tokens(body: bytes) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken[^A-Za-z0-9]+)[A-Za-z0-9]+', r"\1", body.decode())


def test_wrong_password_says_how_many_tries_are_left(client: Client, upstream: FakeUpstream) -> None:
    refuses(upstream, attempts_left=3)
    response = post_login(client, data={"next": "/transactions"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "That e-mail and password do not match" in page
    assert "You have 3 tries left before a 15 minute pause." in page
    assert "<title>Error: Sign in" in page
    assert f'value="{EMAIL}"' in page
    assert 'name="next" value="/transactions"' in page
    assert PASSWORD not in page


@pytest.mark.parametrize("left", [None, "3", -1, 10**9])
def test_wrong_password_counts_nothing_it_was_not_told(client: Client, upstream: FakeUpstream, left: Any) -> None:
    refuses(upstream, **({} if left is None else {"attempts_left": left}))
    response = post_login(client)
    assert response.status_code in {422, 503}
    assert "left before" not in response.content.decode()


def test_last_try_is_told(client: Client, upstream: FakeUpstream) -> None:
    refuses(upstream, attempts_left=0)
    assert "That was the last try before a 15 minute pause." in post_login(client).content.decode()


@pytest.mark.parametrize(
    ("script", "event"),
    [(accepts, "authn_login_success"), (refuses, "authn_login_fail"), (locks, "authn_login_lock")],
)
def test_log_tells_what_happened_and_names_nobody(
    client: Client, upstream: FakeUpstream, capsys: pytest.CaptureFixture[str], script: Any, event: str
) -> None:
    script(upstream)
    post_login(client)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines if line["event"] == event] == ["security"]
    assert not [word for word in (EMAIL, PASSWORD, "access-1", "refresh-1", "dev_1") if word in str(lines)]


@pytest.mark.parametrize("script", [refuses, locks])
def test_known_and_unknown_get_the_same_bytes(upstream: FakeUpstream, settings: Any, script: Any) -> None:
    settings.DEMO_SIGN_IN = ""
    script(upstream)
    pages = []
    for email in (EMAIL, "nobody@selfcare.example"):
        body = Client().post("/login", {"email": email, "password": "x"}).content
        pages.append(_without_tokens(body.replace(email.encode(), b"")))
    assert pages[0] == pages[1]


def test_paused_sign_in_says_until_when_and_that_money_is_safe(client: Client, upstream: FakeUpstream) -> None:
    locks(upstream)
    response = post_login(client)
    page = response.content.decode()
    assert response.status_code == 423
    assert response["Retry-After"] == "600"
    assert re.search(r"<h1>Sign-in is paused until \d\d:\d\d</h1>", page)
    assert "Your money and your payments are not affected." in page


def test_paused_without_a_time_still_makes_a_sentence(client: Client, upstream: FakeUpstream) -> None:
    locks(upstream, retry_after="soon")
    response = post_login(client)
    assert response.status_code == 423
    assert "until" not in response.content.decode().split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500, "json": {}},
        {"status": 503, "json": {}},
        {"status": 401, "json": {}},
        {"status": 401, "json": {"code": "token_invalid"}},
        {"status": 404, "json": {}},
        {"raw": b"<html>"},
        {"raw": b"\x00\xff"},
        {"json": {"id": "aut_1"}},
        {"json": {"id": "aut_1", "status": "succeeded", "expires_at": "2099-01-01T00:00:00Z"}},
        {"json": {"id": "aut_1", "status": "levitating", "expires_at": "2099-01-01T00:00:00Z"}},
        {"status": 302, "headers": {"Location": "https://evil.test"}},
        {"delay": 4.0, "json": {}},
    ],
)
def test_outage_is_never_a_wrong_password(client: Client, upstream: FakeUpstream, fault: dict[str, Any]) -> None:
    upstream.on("POST", START, **{"status": 201, **fault})
    response = post_login(client)
    page = response.content.decode()
    assert response.status_code == 503
    assert "do not match" not in page
    assert "Nothing is wrong with what you typed." in page
    assert f'value="{EMAIL}"' in page
    assert PASSWORD not in page
    assert client.get("/api/v1/session").json()["authenticated"] is False


@pytest.mark.parametrize(("status", "expected"), [("failed", 422), ("expired", 410)])
def test_proof_that_ended_otherwise(client: Client, upstream: FakeUpstream, status: str, expected: int) -> None:
    upstream.on("POST", START, status=201, json=authentication(status, expires_at=LATER))
    assert post_login(client).status_code == expected
    assert client.get("/api/v1/session").json()["authenticated"] is False


def test_identifier_that_the_auth_service_cannot_read_is_nobodys(client: Client, upstream: FakeUpstream) -> None:
    upstream.on("POST", START, status=422, json=problem(422, "validation_failed"))
    response = post_login(client)
    assert response.status_code == 422
    assert "do not match" in response.content.decode()


def test_no_session_when_the_profile_cannot_be_read(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    upstream.on("GET", "/auth/v1/userinfo", status=500, json={})
    upstream.on("POST", "/auth/v1/revoke", json={})
    assert post_login(client).status_code >= 500
    assert client.get("/api/v1/session").json()["authenticated"] is False
    assert upstream.asked("POST", "/auth/v1/revoke")


def test_no_session_for_another_persons_profile(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream, customer_id="cus_other")
    upstream.on("POST", "/auth/v1/revoke", json={})
    assert post_login(client).status_code >= 500
    assert client.get("/api/v1/session").json()["authenticated"] is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "a" * 255),
        ("email", "a\x07b"),
        ("password", ""),
        ("password", "x" * 257),
        ("password", "a\x1bb"),
        ("password", "two\nlines"),
        ("email", "two\nlines"),
    ],
)
def test_bad_input_is_told_by_field_and_asks_nobody(
    client: Client, upstream: FakeUpstream, field: str, value: str
) -> None:
    response = post_login(client, data={field: value})
    assert response.status_code in {400, 422}
    if response.status_code == 422:
        assert f'id="{field}-e"' in response.content.decode()
    assert not upstream.calls


@pytest.mark.parametrize("field", ["email", "password", "next"])
def test_nul_is_refused(client: Client, upstream: FakeUpstream, field: str) -> None:
    accepts(upstream)
    assert post_login(client, data={field: "/a\x00b"}).status_code in {303, 400, 422}
