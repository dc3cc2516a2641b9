"""Redis hangs: nobody is signed out, nobody is told so, and nothing hangs with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from redis import RedisError

from deploy.local.valkey import Valkey
from selfcare.stores import sessions
from tests import services
from tests.accounts.scripts import accepts, post_login, signed_in
from tests.chaos.platform import eventually
from tests.fake_upstream import FakeUpstream
from tests.timing import within

SESSION = settings.SESSION_COOKIE_NAME
MOST = 2.0  # seconds


@pytest.fixture
def store() -> Iterator[Valkey]:
    """The store, which can be made to stop answering; after the test it answers again."""
    assert services.valkey
    yield services.valkey
    services.valkey.resume()
    eventually(_answers, seconds=30)


def _answers() -> bool:
    try:
        return bool(sessions().ping())
    except RedisError:
        return False


def test_sign_out_that_could_not_happen_says_so(client: Client, upstream: FakeUpstream, store: Valkey) -> None:
    signed_in(client, upstream)
    cookie = client.cookies[SESSION].value
    store.pause()
    response = client.post("/logout")
    assert response.status_code == 503
    assert SESSION not in response.cookies
    assert "Clear-Site-Data" not in response
    store.resume()
    assert client.cookies[SESSION].value == cookie
    eventually(lambda: client.get("/api/v1/session").status_code == 200, seconds=30)
    assert client.get("/api/v1/session").json()["authenticated"] is True


def test_sign_in_ends_quickly_with_503(client: Client, upstream: FakeUpstream, store: Valkey) -> None:
    accepts(upstream)
    upstream.on("POST", "/auth/v1/revoke", json={})
    store.pause()
    response = within(MOST, lambda: post_login(client))
    assert response.status_code == 503
    assert SESSION not in response.cookies
    assert "do not match" not in response.content.decode()


def test_session_question_is_503_and_not_no(client: Client, upstream: FakeUpstream, store: Valkey) -> None:
    signed_in(client, upstream)
    store.pause()
    response = client.get("/api/v1/session")
    assert (response.status_code, response.json()["code"]) == (503, "store_unavailable")
    assert SESSION not in response.cookies
