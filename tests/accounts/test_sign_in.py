"""Signing in with the right password: the session, where it leads, and what is never printed."""

from __future__ import annotations

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
    PASSWORD,
    START,
    accepts,
    asks_code,
    post_login,
    refuses,
    signed_in,
)
from tests.builders.auth import authentication
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


def test_secrets_stay_out_of_what_is_printed() -> None:
    proof = msgspec.convert(authentication(device="dev_1"), Authentication)
    known = ClientInfo(ip="192.0.2.1", user_agent="x", device="dev_1")
    done = SignedIn(customer=Customer(id="cus_1"), digest="d", device="dev_1")
    body = SignInBody(identifier=EMAIL, password=PASSWORD)
    shown = f"{proof!r} {proof.token!r} {known!r} {done!r} {body!r} {AnswerBody(value='123456')!r}"
    assert not [word for word in ("access-1", "refresh-1", "dev_1", EMAIL, PASSWORD, "123456") if word in shown]


def test_pass_phrase_is_sent_as_it_was_typed(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    post_login(client, data={"password": "  å ö \u6f22 "})
    assert upstream.asked("POST", START)[0].body["password"] == "  å ö \u6f22 "


def test_demo_sign_in_is_shown_on_localhost_only(client: Client, settings: Any) -> None:
    settings.LOCAL, settings.DEMO_SIGN_IN = True, "demo@selfcare.example:demo-only-password"
    assert b"demo-only-password" in client.get("/login").content
    settings.LOCAL = False
    assert b"demo-only-password" not in client.get("/login").content
