"""Signing in with a password: right, wrong, paused, and with the auth service away."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.test import Client

from accounts.domain import Authentication, ClientInfo, SignedIn
from accounts.serializers import AnswerBody, SignInBody
from selfcare.domain.customer import Customer
from tests.accounts.scripts import (
    EMAIL,
    LATER,
    PASSWORD,
    START,
    accepts,
    asks_code,
    locks,
    post_login,
    refuses,
    signed_in,
)
from tests.builders.auth import authentication
from tests.builders.payments import problem
from tests.fake_upstream import FakeUpstream

SESSION = settings.SESSION_COOKIE_NAME
HOSTILE_NEXT = [
    "https://evil.test/",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "https:evil.test",
    "http:///evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%0d%0aSet-Cookie:x=1\r\n",
    "/\tevil",
    "\t//evil.test",
    " //evil.test",
    "/\x00",
    "evil.test",
    "https://localhost@evil.test/",
    "/\u2028x",
]


def _without_tokens(body: bytes) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken[^A-Za-z0-9]+)[A-Za-z0-9]+', r"\1", body.decode())


def test_right_password_begins_a_session_and_goes_home(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    response = post_login(client)
    assert (response.status_code, response["Location"]) == (303, "/")
    state = client.get("/api/v1/session").json()
    assert state["authenticated"] is True
    assert state["customer"]["id"] == "cus_elin"


def test_the_auth_service_hears_who_asks(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    post_login(client, headers={"user-agent": "Test browser"})
    sent = upstream.asked("POST", START)[0].body
    assert (sent["purpose"], sent["identifier"], sent["password"]) == ("login", EMAIL, PASSWORD)
    assert sent["client"]["user_agent"] == "Test browser"
    assert sent["client"]["ip"] == "127.0.0.1"


def test_htmx_loads_the_next_page_anew(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    response = post_login(client, data={"next": "/transactions"}, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/transactions")


def test_htmx_gets_the_whole_form_again_with_422(client: Client, upstream: FakeUpstream) -> None:
    refuses(upstream)
    response = post_login(client, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert 'id="password-e"' in response.content.decode()


def test_htmx_goes_on_to_the_code_and_in(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    step = post_login(client, headers={"HX-Request": "true"})
    assert (step.status_code, step["HX-Location"]) == (204, "/login/code")
    done = client.post("/login/code", {"code": "123456"}, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, "/")


def test_session_key_is_new_and_the_old_one_dead(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    post_login(client)
    before = client.cookies[SESSION].value
    client.post("/login/code", {"code": "123456"})
    after = client.cookies[SESSION].value
    assert before != after
    client.cookies[SESSION] = before
    assert client.get("/api/v1/session").json()["authenticated"] is False


def test_a_planted_key_is_never_taken_over(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    planted = "A" * 43
    client.cookies[SESSION] = planted
    post_login(client)
    assert client.cookies[SESSION].value != planted


@pytest.mark.parametrize("next_path", ["/transactions?q=kaffe&from=2026-01-01", "/deposit", "/"])
def test_next_is_kept_and_followed(client: Client, upstream: FakeUpstream, next_path: str) -> None:
    accepts(upstream)
    form = client.get("/login", {"next": next_path})
    assert form.status_code == 200
    assert post_login(client, data={"next": next_path})["Location"] == next_path


@pytest.mark.parametrize("next_path", HOSTILE_NEXT)
def test_next_never_leaves_the_site(client: Client, upstream: FakeUpstream, next_path: str) -> None:
    accepts(upstream)
    shown = client.get("/login", {"next": next_path})
    assert b'name="next"' not in shown.content
    response = post_login(client, data={"next": next_path})
    assert response.get("Location", "/") == "/"
    assert response.status_code in {303, 400}
    signed = client.get("/login", {"next": next_path})
    assert signed.get("Location", "/") == "/"


def test_signed_in_visitor_goes_on(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    assert client.get("/login?next=/transactions")["Location"] == "/transactions"
    assert client.get("/login/code")["Location"] == "/"
    assert post_login(client, data={"next": "/deposit"})["Location"] == "/deposit"
    assert len(upstream.asked("POST", START)) == 1


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


def test_secrets_stay_out_of_what_is_printed() -> None:
    proof = msgspec.convert(authentication(device="dev_1"), Authentication)
    known = ClientInfo(ip="192.0.2.1", user_agent="x", device="dev_1")
    done = SignedIn(customer=Customer(id="cus_1"), digest="d", device="dev_1")
    body = SignInBody(identifier=EMAIL, password=PASSWORD)
    shown = f"{proof!r} {proof.token!r} {known!r} {done!r} {body!r} {AnswerBody(value='123456')!r}"
    assert not [word for word in ("access-1", "refresh-1", "dev_1", EMAIL, PASSWORD, "123456") if word in shown]


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


def test_pass_phrase_is_sent_as_it_was_typed(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    post_login(client, data={"password": "  å ö \u6f22 "})
    assert upstream.asked("POST", START)[0].body["password"] == "  å ö \u6f22 "


def test_demo_sign_in_is_shown_on_localhost_only(client: Client, settings: Any) -> None:
    settings.LOCAL, settings.DEMO_SIGN_IN = True, "demo@selfcare.example:demo-only-password"
    assert b"demo-only-password" in client.get("/login").content
    settings.LOCAL = False
    assert b"demo-only-password" not in client.get("/login").content
