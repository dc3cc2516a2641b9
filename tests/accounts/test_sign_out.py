"""Signing out ends the session for good, here and at the auth service, and tells how it went."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from selfcare.stores import sessions
from tests.accounts.scripts import accepts, knows_customer, post_login, signed_in
from tests.fake_upstream import FakeUpstream

SESSION = settings.SESSION_COOKIE_NAME
REVOKE = "/auth/v1/revoke"


def test_sign_out_ends_everything(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    upstream.on("POST", REVOKE, json={})
    cookie = client.cookies[SESSION].value
    response = client.post("/logout")
    assert (response.status_code, response["Location"]) == (303, "/signed-out")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert b"token=refresh-1" in upstream.asked("POST", REVOKE)[0].raw
    assert not list(sessions().scan_iter("sc:tokens:*"))
    assert not list(sessions().scan_iter("sc:session:*"))
    client.cookies[SESSION] = cookie
    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/session").json()["authenticated"] is False


def test_page_says_when(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    upstream.on("POST", REVOKE, json={})
    page = client.get(client.post("/logout")["Location"]).content.decode()
    assert "<h1>You are signed out</h1>" in page
    assert re.search(r"Signed out at \d\d:\d\d, \w+day \d+ \w+ \d{4}\. Other devices stay signed in\.", page)


@pytest.mark.parametrize("status", [500, 503, 401])
def test_page_tells_when_the_auth_service_did_not_answer(client: Client, upstream: FakeUpstream, status: int) -> None:
    signed_in(client, upstream)
    upstream.on("POST", REVOKE, status=status, json={})
    response = client.post("/logout")
    assert response.status_code == 303
    page = client.get("/signed-out").content.decode()
    assert "The sign-in service did not answer" in page
    assert client.get("/api/v1/me").status_code == 401


def test_htmx_leaves_the_page(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    upstream.on("POST", REVOKE, json={})
    response = client.post("/logout", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/signed-out")


def test_api_signs_out_with_204(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    upstream.on("POST", REVOKE, json={})
    response = client.delete("/api/v1/session")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/api/v1/me").status_code == 401
    assert client.delete("/api/v1/session").status_code == 204


def test_asked_twice_ends_in_the_same_place(client: Client, upstream: FakeUpstream) -> None:
    response = client.post("/logout")
    assert (response.status_code, response["Location"]) == (303, "/signed-out")
    assert not upstream.calls


@pytest.mark.parametrize("value", ["rubbish", "x" * 5000, ""])
def test_forged_note_of_a_sign_out_is_ignored(client: Client, upstream: FakeUpstream, value: str) -> None:
    client.cookies["signed-out"] = value
    response = client.get("/signed-out")
    assert response.status_code == 200
    assert b"Other devices" not in response.content


def test_signed_in_visitor_is_not_told_the_opposite(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    assert client.get("/signed-out")["Location"] == "/"


def test_sign_out_cannot_be_forged(upstream: FakeUpstream) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/logout").status_code == 403
    assert client.post("/logout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/logout").status_code == 405


def test_session_whose_tokens_are_gone_signs_out_all_the_same(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    for key in sessions().scan_iter("sc:tokens:*"):
        sessions().delete(key)
    assert client.post("/logout").status_code == 303
    assert client.get("/api/v1/me").status_code == 401
    assert not upstream.asked("POST", REVOKE)


def test_last_page_speaks_the_customers_language_and_zone(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    knows_customer(upstream, locale="sv-FI", timezone="Pacific/Kiritimati")
    post_login(client)
    upstream.on("POST", REVOKE, json={})
    with time_machine.travel(dt.datetime(2026, 11, 19, 13, 5, tzinfo=dt.UTC), tick=False):
        client.post("/logout")
        page = client.get("/signed-out").content.decode()
    assert '<html lang="sv"' in page
    assert "Du är utloggad" in page
    assert re.search(r"03[.:]05", page)
    client.get("/language", {"to": "en"})
    assert '<html lang="en"' in client.get("/signed-out").content.decode()
