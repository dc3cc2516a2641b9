"""Access and refresh tokens after the sign-in."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey

from sandbox import clock
from sandbox.auth import keys
from sandbox.auth.models import Customer, Session
from sandbox.auth.services import token_refresh
from tests.sandbox.auth.conftest import bearer, form, introspect, start

pytestmark = pytest.mark.django_db


def refresh(client: Client, token: str) -> Any:
    return form(client, "token", grant_type="refresh_token", refresh_token=token)


def works(client: Client, token: dict[str, Any]) -> bool:
    return bool(client.get("/auth/v1/userinfo", headers=bearer(token)).status_code == 200)


def test_access_token_is_what_the_contract_says(client: Client, token: dict[str, Any]) -> None:
    [public] = client.get("/auth/v1/.well-known/jwks.json").json()["keys"]
    assert "d" not in public
    decoded = jwt.decode(token["access_token"], ECKey.import_key(public), algorithms=["ES256"])
    assert (decoded.header["typ"], decoded.header["kid"], public["alg"]) == ("at+jwt", public["kid"], "ES256")
    claims = decoded.claims
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("http://localhost:8100/auth", "payments", "cus_elin")
    assert (claims["sid"], claims["exp"] - claims["iat"]) == (token["session_id"], 600)
    assert (claims["acr"], claims["amr"], claims["auth_time"]) == ("aal1", ["pwd"], token["auth_time"])
    assert claims["jti"].startswith("tok_")


def test_refresh_rotates(client: Client, token: dict[str, Any]) -> None:
    second = refresh(client, token["refresh_token"]).json()
    assert second["refresh_token"] != token["refresh_token"]
    assert second["session_id"] == token["session_id"]
    assert works(client, second)


def test_the_previous_refresh_token_answers_the_same_for_30_s(client: Client, token: dict[str, Any]) -> None:
    begin = clock.now()
    with time_machine.travel(begin, tick=False):
        second = refresh(client, token["refresh_token"]).json()["refresh_token"]
    with time_machine.travel(begin + timedelta(seconds=30), tick=False):
        assert refresh(client, token["refresh_token"]).json()["refresh_token"] == second
    assert refresh(client, second).status_code == 200


def test_reuse_after_30_s_ends_the_session(client: Client, token: dict[str, Any]) -> None:
    begin = clock.now()
    with time_machine.travel(begin, tick=False):
        second = refresh(client, token["refresh_token"]).json()
    with time_machine.travel(begin + timedelta(seconds=31), tick=False):
        reply = refresh(client, token["refresh_token"])
        assert (reply.status_code, reply.json()) == (400, {"error": "invalid_grant"})
        assert refresh(client, second["refresh_token"]).json() == {"error": "invalid_grant"}
        assert not works(client, second)
    assert Session.objects.get().revoked_reason == "refresh_token_reused"


def test_reuse_of_an_older_one_ends_the_session_at_once(client: Client, token: dict[str, Any]) -> None:
    second = refresh(client, token["refresh_token"]).json()["refresh_token"]
    third = refresh(client, second).json()["refresh_token"]
    assert refresh(client, token["refresh_token"]).json() == {"error": "invalid_grant"}
    assert refresh(client, third).json() == {"error": "invalid_grant"}


def test_an_unused_refresh_token_dies_after_a_day(client: Client, token: dict[str, Any]) -> None:
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1)):
        assert refresh(client, token["refresh_token"]).json() == {"error": "invalid_grant"}
    assert Session.objects.get().revoked_at is None


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_refreshes_give_one_successor(client: Client, token: dict[str, Any]) -> None:
    found: list[str] = []

    def one() -> None:
        try:
            found.append(token_refresh(token=token["refresh_token"]).refresh_token)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (20, 1)
    assert Session.objects.get().generation == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "password", "refresh_token": "x"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "rfr_ses_" + "0" * 26 + ".1." + "a" * 64}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "x" * 5000}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "\x00"}, "invalid_request"),
    ],
)
def test_token_errors(client: Client, fields: dict[str, str], error: str) -> None:
    reply = form(client, "token", **fields)
    assert (reply.status_code, reply.json(), reply["Cache-Control"]) == (400, {"error": error}, "no-store")


def test_a_guessed_generation_is_no_token(client: Client, token: dict[str, Any]) -> None:
    head, _, mac = token["refresh_token"].rsplit(".", 2)
    assert refresh(client, f"{head}.1.{mac}").json() == {"error": "invalid_grant"}
    assert refresh(client, token["refresh_token"]).status_code == 200


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoke_ends_the_session(client: Client, token: dict[str, Any], which: str) -> None:
    assert form(client, "revoke", token=token[which], token_type_hint=which).status_code == 200
    assert not works(client, token)
    assert refresh(client, token["refresh_token"]).json() == {"error": "invalid_grant"}
    assert form(client, "revoke", token=token[which]).status_code == 200


def test_revoking_nonsense_is_fine(client: Client, token: dict[str, Any]) -> None:
    assert form(client, "revoke", token="nonsense").status_code == 200
    assert works(client, token)


def test_introspection(client: Client, token: dict[str, Any]) -> None:
    access = introspect(client, token["access_token"])
    assert (access["active"], access["sub"], access["sid"]) == (True, "cus_elin", token["session_id"])
    assert access["exp"] - access["iat"] == 600
    own = introspect(client, token["refresh_token"])
    assert (own["active"], own["token_type"]) == (True, "refresh_token")
    assert introspect(client, "x") == {"active": False}
    form(client, "revoke", token=token["refresh_token"])
    for dead in (token["access_token"], token["refresh_token"]):
        assert introspect(client, dead) == {"active": False}


@pytest.mark.parametrize(("given", "code"), [("", "token_missing"), ("wrong", "token_invalid"), ("ö", "token_invalid")])
def test_introspect_is_for_services(client: Client, token: dict[str, Any], given: str, code: str) -> None:
    headers = {"X-Service-Token": given} if given else {}
    path = "/auth/v1/introspect"
    reply = client.post(path, "token=x", content_type="application/x-www-form-urlencoded", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (401, code)


def test_an_access_token_dies_after_ten_minutes(client: Client, token: dict[str, Any]) -> None:
    with time_machine.travel(clock.now() + timedelta(seconds=601)):
        reply = client.get("/auth/v1/userinfo", headers=bearer(token))
    assert (reply.status_code, reply.json()["code"]) == (401, "token_expired")
    assert "invalid_token" in reply["WWW-Authenticate"]


def _resigned(token: str, header: dict[str, Any] | None = None, **changed: Any) -> str:
    key = keys.signing_key()
    claims = {**jwt.decode(token, key, algorithms=["ES256"]).claims, **changed}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid, **(header or {})}, kept, key)


def _unsigned(token: str) -> str:
    claims = token.split(".")[1]
    header = json.dumps({"alg": "none", "typ": "at+jwt", "kid": keys.signing_key().kid}).encode()
    return f"{_base64(header)}.{claims}."


def _symmetric(token: str) -> str:
    key = keys.signing_key()
    public = key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": key.kid}).encode()
    signed = f"{_base64(header)}.{token.split('.')[1]}"
    return f"{signed}.{_base64(hmac.digest(public, signed.encode(), 'sha256'))}"


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _foreign(token: str) -> str:
    key = ECKey.generate_key("P-256")
    claims = jwt.decode(token, keys.signing_key(), algorithms=["ES256"]).claims
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": keys.signing_key().kid}, claims, key)


FORGERIES: dict[str, Callable[[str], str]] = {
    "alg none": _unsigned,
    "HS256 with the public key": _symmetric,
    "a key of their own": _foreign,
    "another audience": lambda token: _resigned(token, aud="selfcare"),
    "a list of audiences": lambda token: _resigned(token, aud=["payments"]),
    "another issuer": lambda token: _resigned(token, iss="http://evil.example"),
    "another type": lambda token: _resigned(token, {"typ": "JWT"}),
    "another kid": lambda token: _resigned(token, {"kid": "../../etc/passwd"}),
    "a NUL in the kid": lambda token: _resigned(token, {"kid": "a\x00"}),
    "no subject": lambda token: _resigned(token, sub=None),
    "another subject": lambda token: _resigned(token, sub="cus_maja"),
    "an expiry that is text": lambda token: _resigned(token, exp="9999999999"),
    "no expiry": lambda token: _resigned(token, exp=None),
    "issued tomorrow": lambda token: _resigned(token, iat=9999999999),
    "no session": lambda token: _resigned(token, sid="ses_none"),
    "a NUL in the session": lambda token: _resigned(token, sid="a\x00"),
    "a cut signature": lambda token: token[:-4],
    "another payload": lambda token: ".".join([token.split(".")[0], "e30", token.split(".")[2]]),
    "not a token": lambda _: "abc",
    "dots": lambda _: "...",
    "endless": lambda _: "a" * 5000,
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_tokens_are_refused(client: Client, token: dict[str, Any], name: str) -> None:
    forged = FORGERIES[name](token["access_token"])
    reply = client.get("/auth/v1/userinfo", headers={"Authorization": f"Bearer {forged}"})
    assert (reply.status_code, reply.json()["code"]) == (401, "token_invalid")
    assert works(client, token)


def test_an_expired_forgery_is_told_as_expired_only_when_genuine(client: Client, token: dict[str, Any]) -> None:
    past = int(clock.now().timestamp()) - 10
    reply = client.get(
        "/auth/v1/userinfo", headers={"Authorization": f"Bearer {_resigned(token['access_token'], exp=past)}"}
    )
    assert reply.json()["code"] == "token_expired"


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Bearer "])
def test_missing_token(client: Client, header: str) -> None:
    reply = client.get("/auth/v1/userinfo", headers={"Authorization": header})
    assert (reply.status_code, reply.json()["code"], reply["WWW-Authenticate"]) == (401, "token_missing", "Bearer")


def test_keys_survive_and_old_ones_still_verify(client: Client, elin: Customer, token: dict[str, Any]) -> None:
    with time_machine.travel(clock.now() + timedelta(seconds=5)):
        keys._make()
        newer = start(client).json()["token"]
    assert works(client, token)
    assert works(client, newer)
    assert len(client.get("/auth/v1/.well-known/jwks.json").json()["keys"]) == 2
