"""Whatever comes in, the answer is a clear 4xx problem: never a 5xx, never a silent default."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.auth.models import Authentication, Customer
from tests.sandbox.auth.conftest import FORM, SECRET, bearer

pytestmark = pytest.mark.django_db

GOOD = b'{"purpose":"login","identifier":"demo@selfcare.example","password":"wrong"}'
JSON = "application/json"
BODIES: dict[str, tuple[bytes, int, str]] = {
    "blank": (b" ", 400, "invalid_json"),
    "not JSON": (b"{", 400, "invalid_json"),
    "not UTF-8": (b'{"identifier":"\xff"}', 400, "invalid_json"),
    "NaN": (b'{"purpose":NaN}', 400, "invalid_json"),
    "a huge number": (b'{"purpose":' + b"9" * 5000 + b"}", 400, "invalid_json"),
    "nested deep": (b'{"action":' + b"[" * 3000 + b"]" * 3000 + b"}", 400, "invalid_json"),
    "nested a little too deep": (b'{"action":{"a":' + b"[" * 20 + b"]" * 20 + b"}}", 400, "invalid_json"),
    "a name twice": (b'{"purpose":"login","purpose":"login"}', 400, "bad_request"),
    "a NUL": (GOOD.replace(b"wrong", b"\\u0000"), 400, "bad_request"),
    "a NUL in a name": (b'{"a\\u0000":1}', 400, "bad_request"),
    "a lone surrogate": (GOOD.replace(b"wrong", b"\\ud800"), 400, "bad_request"),
    "infinity": (b'{"purpose":1e999}', 400, "bad_request"),
    "an array": (b"[]", 422, "validation_failed"),
    "null": (b"null", 422, "validation_failed"),
    "nothing": (b"{}", 422, "validation_failed"),
    "an unknown member": (GOOD.replace(b'"purpose"', b'"x":1,"purpose"'), 422, "validation_failed"),
    "an unknown purpose": (GOOD.replace(b"login", b"loginx"), 422, "validation_failed"),
    "a number for a name": (GOOD.replace(b'"demo@selfcare.example"', b"5"), 422, "validation_failed"),
    "an empty name": (GOOD.replace(b"demo@selfcare.example", b""), 422, "validation_failed"),
    "a long name": (GOOD.replace(b"demo@selfcare.example", b"a" * 255), 422, "validation_failed"),
    "a long password": (GOOD.replace(b"wrong", b"a" * 1025), 422, "validation_failed"),
    "an empty password": (GOOD.replace(b"wrong", b""), 422, "validation_failed"),
    "no name": (b'{"purpose":"login","password":"x"}', 422, "validation_failed"),
    "an unknown acr": (GOOD.replace(b"{", b'{"acr":"aal9",', 1), 422, "validation_failed"),
    "a client that is text": (GOOD.replace(b"{", b'{"client":"x",', 1), 422, "validation_failed"),
    "an unknown client member": (GOOD.replace(b"{", b'{"client":{"x":1},', 1), 422, "validation_failed"),
}


@pytest.mark.parametrize("name", BODIES)
def test_malformed_sign_in(client: Client, elin: Customer, name: str) -> None:
    raw, status, code = BODIES[name]
    reply = client.post("/auth/v1/authentications", raw, content_type=JSON)
    document = reply.json()
    assert (reply.status_code, document["code"]) == (status, code)
    assert reply["Content-Type"] == "application/problem+json"
    assert status == 400 or document["errors"][0]["detail"]
    assert not Authentication.objects.exists()


def test_pointers_lead_to_the_spot(client: Client, elin: Customer) -> None:
    raw = GOOD.replace(b"{", b'{"client":{"ip":5},', 1)
    document = client.post("/auth/v1/authentications", raw, content_type=JSON).json()
    assert document["errors"][0]["pointer"] == "/client/ip"
    document = client.post("/auth/v1/authentications", b'{"identifier":"x"}', content_type=JSON).json()
    assert document["errors"][0] == {
        "pointer": "/purpose",
        "code": "required",
        "detail": "purpose: This is required.",
    }
    raw = GOOD.replace(b"{", b'{"x~":1,', 1)
    document = client.post("/auth/v1/authentications", raw, content_type=JSON).json()
    assert document["detail"] == "x~: This is not known here; leave it out."
    document = client.post("/auth/v1/authentications", GOOD.replace(b"login", b"x"), content_type=JSON).json()
    assert document["errors"][0] == {
        "pointer": "/purpose",
        "code": "invalid",
        "detail": "purpose: Invalid enum value 'x'.",
    }


def test_a_body_over_64_kib_is_refused(client: Client, elin: Customer) -> None:
    raw = GOOD[:-1] + b" " * 65536 + b"}"
    assert client.post("/auth/v1/authentications", raw, content_type=JSON).status_code == 413


@pytest.mark.parametrize("media_type", ["text/plain", FORM, "multipart/form-data; boundary=x", "application/xml", ""])
def test_another_media_type_is_refused(client: Client, elin: Customer, media_type: str) -> None:
    assert client.post("/auth/v1/authentications", GOOD, content_type=media_type).status_code == 415


@pytest.mark.parametrize(
    "raw", [b" ", b"a=1", b"token=", b"token=%00", b"token=%ff", b"token=\xff", b"token=1&token=2", b"&" * 500]
)
def test_malformed_forms(client: Client, db: None, raw: bytes) -> None:
    for path in ("token", "revoke", "introspect"):
        headers = {"X-Service-Token": "localhost-service-token"}
        reply = client.post(f"/auth/v1/{path}", raw, content_type=FORM, headers=headers)
        assert reply.status_code in {400, 422}, (path, raw)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=",
        "limit=1000000000000000000000000000000",
        "limit=%D9%A3",
        "limit=1&limit=2",
        "limit=1.5",
        "cursor=abc",
        "cursor=%00",
        "cursor=",
        "cursor=" + "a" * 500,
        "unknown=1",
        "%00=1",
        "limit=%ff",
    ],
)
def test_malformed_queries(client: Client, token: dict[str, Any], query: str) -> None:
    reply = client.get(f"/auth/v1/sessions?{query}", headers=bearer(token))
    assert reply.status_code in {400, 422}
    assert reply.json()["code"] in {"bad_request", "validation_failed"}


@pytest.mark.parametrize("one", ["x", "aut_" + "a" * 3000, "a%00b", "%ff", "..%2f..", "å"])
def test_malformed_ids(client: Client, db: None, one: str) -> None:
    asked = {"challenge": "chl_1", "method": "totp", "value": "123456"}
    for reply in (
        client.get(f"/auth/v1/authentications/{one}"),
        client.post(f"/auth/v1/authentications/{one}/answer", asked, content_type=JSON),
        client.post(f"/auth/v1/authentications/{one}/resend"),
    ):
        assert reply.status_code in {400, 404}


@pytest.mark.parametrize("value", ["", "abc", "٣٣٣٣٣٣", "1" * 1024, "12 34 56", SECRET, "é", "-1"])
def test_strange_codes_are_wrong_codes(client: Client, maja: Customer, value: str) -> None:
    from tests.sandbox.auth.conftest import answer, start

    document = start(client, "maja@selfcare.example").json()
    assert answer(client, document, value).status_code in ({422} if value == "" else {401})


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "FOO"])
def test_other_methods(client: Client, db: None, method: str) -> None:
    reply = client.generic(method, "/auth/v1/authentications")
    assert (reply.status_code, reply["Allow"]) == (405, "POST")


_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_documents = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
)
_names = st.sampled_from(["purpose", "identifier", "password", "acr", "client", "action", "return_url"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.dictionaries(_names, _documents | st.sampled_from(["login", "aal1", "aal2"])))
def test_no_document_makes_a_5xx(client: Client, elin: Customer, document: dict[str, Any]) -> None:
    reply = client.post("/auth/v1/authentications", document, content_type=JSON)
    assert reply.status_code < 500 or reply.json()["code"] == "capability_unavailable"
