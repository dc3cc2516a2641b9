"""Redis hangs: nobody is signed out, nobody is told so, and nothing hangs with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from selfcare.stores import sessions
from tests.accounts.scripts import accepts, post_login, signed_in
from tests.fake_upstream import FakeUpstream

SESSION = settings.SESSION_COOKIE_NAME
PAUSE = 2.0


@pytest.fixture
def hang() -> Iterator[Callable[[], None]]:
    """Make the store stop answering for a while; the test ends when it answers again."""
    ends: list[float] = []

    def begin() -> None:
        store: Any = sessions()
        store.execute_command("CLIENT", "PAUSE", int(PAUSE * 1000), "ALL")
        ends.append(time.monotonic() + PAUSE)

    yield begin
    time.sleep(max(0.0, max(ends, default=0.0) - time.monotonic()) + 0.05)


def test_sign_out_that_could_not_happen_says_so(
    client: Client, upstream: FakeUpstream, hang: Callable[[], None]
) -> None:
    signed_in(client, upstream)
    cookie = client.cookies[SESSION].value
    hang()
    response = client.post("/logout")
    assert response.status_code == 503
    assert SESSION not in response.cookies
    assert "Clear-Site-Data" not in response
    time.sleep(PAUSE)
    assert client.cookies[SESSION].value == cookie
    assert client.get("/api/v1/session").json()["authenticated"] is True


def test_sign_in_ends_quickly_with_503(client: Client, upstream: FakeUpstream, hang: Callable[[], None]) -> None:
    accepts(upstream)
    upstream.on("POST", "/auth/v1/revoke", json={})
    hang()
    began = time.monotonic()
    response = post_login(client)
    assert response.status_code == 503
    assert time.monotonic() - began < PAUSE
    assert SESSION not in response.cookies
    assert "do not match" not in response.content.decode()


def test_session_question_is_503_and_not_no(client: Client, upstream: FakeUpstream, hang: Callable[[], None]) -> None:
    signed_in(client, upstream)
    hang()
    response = client.get("/api/v1/session")
    assert (response.status_code, response.json()["code"]) == (503, "store_unavailable")
    assert SESSION not in response.cookies
