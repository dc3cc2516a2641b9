"""`/api/v1/session`, its challenges and `/api/v1/me`: the same rules as the pages, in JSON."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.accounts.scripts import (
    ANSWER,
    EMAIL,
    PASSWORD,
    RESEND,
    START,
    accepts,
    asks_code,
    locks,
    refuses,
    signed_in,
)
from tests.builders.payments import problem
from tests.fake_upstream import FakeUpstream

SESSION = "/api/v1/session"
CHALLENGE = "/api/v1/session/challenges/chl_1"


def _post(client: Client, path: str = SESSION, body: Any = None, **more: Any) -> Any:
    given = {"identifier": EMAIL, "password": PASSWORD} if body is None else body
    return client.post(path, given, content_type="application/json", **more)


def test_anybody_may_ask_who_is_signed_in(client: Client, upstream: FakeUpstream) -> None:
    response = client.get(SESSION)
    state = response.json()
    assert response.status_code == 200
    assert state["authenticated"] is False
    assert len(state["csrf_token"]) == 64
    assert state["features"] == {"sign_in": ["password", "otp", "totp"], "languages": ["en", "sv"]}
    assert set(state) == {"authenticated", "csrf_token", "features"}


def test_password_alone(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    response = _post(client)
    state = response.json()
    assert response.status_code == 200
    assert state["authenticated"] is True
    assert state["customer"]["display_name"] == "Elin Sandberg"
    assert state["acr"] == "aal1"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", state["expires_at"])
    assert client.get(SESSION).json()["customer"]["id"] == "cus_elin"


def test_no_token_reaches_the_browser(client: Client, upstream: FakeUpstream) -> None:
    accepts(upstream)
    answers: list[Any] = [_post(client), client.get(SESSION), client.get("/api/v1/me")]
    seen = b"".join(answer.content for answer in answers) + client.cookies.output().encode()
    assert b"access-1" not in seen
    assert b"refresh-1" not in seen


def test_code_flow(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, method="otp", channel="sms", hint="••• ••41", resend_after=30)
    first = _post(client)
    state = first.json()
    assert first.status_code == 202
    assert state["authenticated"] is False
    assert (state["challenge"]["id"], state["challenge"]["method"]) == ("chl_1", "otp")
    assert 28 <= state["challenge"]["resend_after"] <= 30
    assert state["csrf_token"]
    done = _post(client, CHALLENGE, {"value": "123456"})
    assert (done.status_code, done.json()["authenticated"]) == (200, True)
    assert _post(client, CHALLENGE, {"value": "123456"}).status_code == 404


def test_wrong_code_then_right(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    upstream.on("POST", ANSWER, status=401, json=problem(401, "invalid_credentials", attempts_left=4), times=1)
    _post(client)
    wrong = _post(client, CHALLENGE, {"value": "000000"})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["attempts_left"]) == (401, "invalid_credentials", 4)
    assert _post(client, CHALLENGE, {"value": "123456"}).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/session/challenges/chl_2", "/api/v1/session/challenges/..", CHALLENGE])
def test_foreign_challenge_does_not_exist(client: Client, upstream: FakeUpstream, path: str) -> None:
    asks_code(upstream)
    _post(client)
    stranger = Client() if path == CHALLENGE else client
    assert _post(stranger, path, {"value": "123456"}).status_code == 404
    assert _post(stranger, f"{path}/resend", {}).status_code == 404
    assert not upstream.asked("POST", ANSWER)


def test_resend(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream, method="otp", channel="sms", hint="41", resend_after=0)
    upstream.on("POST", RESEND, status=202)
    _post(client)
    response = client.post(f"{CHALLENGE}/resend")
    assert (response.status_code, response.json()["challenge"]["id"]) == (202, "chl_1")
    again = client.post(f"{CHALLENGE}/resend")
    assert (again.status_code, again.json()["code"]) == (429, "rate_limited")
    assert int(again["Retry-After"]) <= 30


def test_resend_of_an_app_code(client: Client, upstream: FakeUpstream) -> None:
    asks_code(upstream)
    _post(client)
    response = client.post(f"{CHALLENGE}/resend")
    assert (response.status_code, response.json()["code"]) == (501, "capability_unavailable")


@pytest.mark.parametrize(("script", "status", "code"), [(refuses, 401, "invalid_credentials"), (locks, 423, "locked")])
def test_refusals(client: Client, upstream: FakeUpstream, script: Any, status: int, code: str) -> None:
    script(upstream)
    response = _post(client)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert "Upstream's own words" not in response.content.decode()


def test_locked_says_for_how_long(client: Client, upstream: FakeUpstream) -> None:
    locks(upstream)
    assert _post(client)["Retry-After"] == "600"


def test_too_many_tries(upstream: FakeUpstream) -> None:
    refuses(upstream)
    statuses = [_post(Client(REMOTE_ADDR=f"10.0.0.{number + 1}")).status_code for number in range(11)]
    assert statuses == [401] * 10 + [429]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"identifier": EMAIL}, "/password"),
        ({"password": "x"}, "/identifier"),
        ({"identifier": "", "password": "x"}, "/identifier"),
        ({"identifier": "a" * 255, "password": "x"}, "/identifier"),
        ({"identifier": EMAIL, "password": "x" * 257}, "/password"),
        ({"identifier": 7, "password": "x"}, "/identifier"),
        ({"identifier": EMAIL, "password": ["x"]}, "/password"),
        ({"identifier": EMAIL, "password": "x", "remember": True}, "/remember"),
    ],
)
def test_bad_input_names_the_field_and_never_the_secret(
    client: Client, upstream: FakeUpstream, body: Any, pointer: str
) -> None:
    response = _post(client, body=body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer
    assert "xxx" not in response.content.decode()
    assert not upstream.calls


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b'{"identifier":"a","identifier":"b","password":"x"}', b"[" * 5000, b"\xff",
     b'{"identifier":"a\\u0000b","password":"x"}', b'{"identifier":"\\ud800","password":"x"}'],
)  # fmt: skip
def test_what_is_no_strict_json_is_400(client: Client, upstream: FakeUpstream, raw: bytes) -> None:
    assert client.post(SESSION, raw, content_type="application/json").status_code in {400, 422}
    assert not upstream.calls


def test_oversize_and_forms_are_refused(client: Client, upstream: FakeUpstream) -> None:
    assert client.post(SESSION, b"x" * 70_000, content_type="application/json").status_code in {400, 413}
    assert client.post(SESSION, {"identifier": EMAIL, "password": "x"}).status_code in {415, 422}
    assert not upstream.calls


def test_unknown_parameters_are_refused(client: Client, upstream: FakeUpstream) -> None:
    response = client.get(f"{SESSION}?verbose=1")
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "verbose")


@pytest.mark.parametrize("value", ["12345", "1234567", "abcdef", "", "12345\n", " 12345", "１２３４５６"])
def test_code_value_is_six_digits(client: Client, upstream: FakeUpstream, value: str) -> None:
    asks_code(upstream)
    _post(client)
    response = _post(client, CHALLENGE, {"value": value})
    assert response.status_code in {400, 422}
    assert not upstream.asked("POST", ANSWER)


def test_signing_in_twice_is_a_conflict(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    assert _post(client).status_code == 409
    assert len(upstream.asked("POST", START)) == 1


@pytest.mark.parametrize(
    "fault", [{"status": 500, "json": {}}, {"status": 503, "json": {}}, {"status": 201, "raw": b"<"}]
)
def test_outage_is_5xx_and_never_401(client: Client, upstream: FakeUpstream, fault: dict[str, Any]) -> None:
    upstream.on("POST", START, **fault)
    response = _post(client)
    assert response.status_code in {502, 503}
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {},
    ],
)
def test_signing_in_cannot_be_forged(upstream: FakeUpstream, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    response = _post(client, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    assert not upstream.calls


def test_csrf_token_of_the_session_answer_opens_the_door(upstream: FakeUpstream) -> None:
    client = Client(enforce_csrf_checks=True)
    accepts(upstream)
    token = client.get(SESSION).json()["csrf_token"]
    begun = _post(client, headers={"X-CSRFToken": token})
    assert begun.status_code == 200
    upstream.on("POST", "/auth/v1/revoke", json={})
    fresh = begun.json()["csrf_token"]
    assert client.delete(SESSION, headers={"X-CSRFToken": fresh}).status_code == 204


def test_me_is_the_signed_in_person(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    person = client.get("/api/v1/me").json()
    assert (person["id"], person["email"]["value"], person["country"]) == ("cus_elin", EMAIL, "SE")


def test_me_of_nobody_is_401(client: Client, upstream: FakeUpstream) -> None:
    response = client.get("/api/v1/me")
    assert (response.status_code, response.json()["code"]) == (401, "session_required")
    assert response.json()["login_url"] == "/login"


def test_schema_tells_both_ends_of_a_sign_in(client: Client, upstream: FakeUpstream) -> None:
    paths = client.get("/api/v1/schema").json()["paths"]
    begin = paths["/api/v1/session"]["post"]
    assert {"200", "202", "401", "403", "409", "422", "423", "429", "503"} <= set(begin["responses"])
    assert set(paths["/api/v1/session"]) == {"get", "post", "delete"}
    assert "/api/v1/session/challenges/{challenge_id}/resend" in paths
    assert paths["/api/v1/me"]["get"]["security"] == [{"session": []}]
