"""Access tokens are renewed once for all who ask, and a session that ended upstream ends here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.test import Client

from selfcare.domain.context import Context
from selfcare.domain.errors import SignInRequired, UpstreamFailed
from selfcare.sessions import tokens
from selfcare.sessions.store import digest
from tests.accounts.scripts import accepts, post_login, signed_in
from tests.builders.auth import token
from tests.fake_upstream import FakeUpstream

TOKEN = "/auth/v1/token"


@pytest.fixture
def ctx(client: Client, upstream: FakeUpstream) -> Context:
    """A signed-in customer whose access token has run out."""
    accepts(upstream, expires_in=1)
    post_login(client)
    key = digest(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return Context(customer_id="cus_elin", request_id="req_1", session_key=key)


def test_one_refresh_for_all_who_ask_at_once(ctx: Context, upstream: FakeUpstream) -> None:
    upstream.on("POST", TOKEN, json=token(access_token="access-2", refresh_token="refresh-2"), delay=0.2)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _number: tokens.access_token(ctx), range(8)))
    assert set(got) == {"access-2"}
    assert len(upstream.asked("POST", TOKEN)) == 1
    assert b"refresh_token=refresh-1" in upstream.asked("POST", TOKEN)[0].raw


def test_session_that_ended_upstream_ends_here(ctx: Context, client: Client, upstream: FakeUpstream) -> None:
    upstream.on("POST", TOKEN, status=400, json={"error": "invalid_grant"})
    with pytest.raises(SignInRequired):
        tokens.access_token(ctx)
    assert client.get("/api/v1/me").status_code == 401


def test_outage_while_refreshing_signs_nobody_out(ctx: Context, client: Client, upstream: FakeUpstream) -> None:
    upstream.on("POST", TOKEN, status=503, json={})
    with pytest.raises(UpstreamFailed):
        tokens.access_token(ctx)
    assert client.get("/api/v1/me").status_code == 200


def test_tokens_of_another_person_are_refused(ctx: Context, upstream: FakeUpstream) -> None:
    upstream.on("POST", TOKEN, json=token(customer_id="cus_other"))
    with pytest.raises((SignInRequired, UpstreamFailed)):
        tokens.access_token(ctx)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/transactions/tx_1", "/api/v1/transactions/tx_1"])
def test_a_new_token_that_is_refused_too_sends_nobody_round_and_round(
    client: Client, upstream: FakeUpstream, path: str
) -> None:
    """A redirect to the sign-in page would lead back here at once: the session stands."""
    signed_in(client, upstream)
    upstream.on("POST", TOKEN, json=token(access_token="access-2", refresh_token="refresh-2"))
    for asked in ("/transactions", "/transactions/tx_1", "/transactions/tx_1/events", "/capabilities"):
        upstream.on("GET", f"/v1{asked}", status=401, json={"code": "token_invalid", "status": 401})
    assert client.get(path).status_code == 503
    assert client.get("/api/v1/session").json()["authenticated"] is True
