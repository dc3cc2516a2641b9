"""The JSON API's base: strict input by name, one declaration for behaviour and schema."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from selfcare.api.parsers import strict_json
from selfcare.api.schema import document
from selfcare.domain.errors import BadRequest

THINGS = "/api/v1/t/things"


def post(client: Client, raw: Any, content_type: str = "application/json") -> Any:
    return client.post(THINGS, raw, content_type=content_type)


BROKEN: list[tuple[bytes, str]] = [
    (b"{", "syntax"),
    (b"{'name':1}", "syntax"),
    (b'{"name":"a"} x', "syntax"),
    (b'\xff\xfe{"name":"a"}', "syntax"),
    (b'{"name":"\xed\xa0\x80"}', "syntax"),
    (b"[" * 60_000, "depth"),
    (b"[" * 30_000 + b"]" * 30_000, "depth"),
    (b'{"a":' * 12_000 + b"1" + b"}" * 5_000, "depth"),
    (b'{"name":"a","inner":' + b'{"a":' * 20 + b"1" + b"}" * 20 + b"}", "depth"),
    (b'{"name":"a","name":"b"}', "duplicate"),
    (b'{"name":"a","inner":{"x":1,"x":2}}', "duplicate"),
    (b'{"name":"a","count":NaN}', "number"),
    (b'{"name":"a","count":Infinity}', "number"),
    (b'{"name":"a","count":-Infinity}', "number"),
    (b'{"name":"a","count":' + b"9" * 5000 + b"}", "number"),
    (b'{"name":"a","count":9007199254740992}', "number"),
    (b'{"name":"a","count":1.' + b"9" * 5000 + b"}", "number"),
    (b'{"name":"\\u0000"}', "characters"),
    (b'{"name":"a\\u0000b"}', "characters"),
    (b'{"name":"\\ud800"}', "characters"),
    (b'{"name":"\\u009f"}', "characters"),
    (b'{"\\ud800":"a"}', "characters"),
    (b'{"name":"a","inner":{"x":["\\u0001"]}}', "characters"),
    (b"[]", "object"),
    (b"1", "object"),
    (b'"a"', "object"),
    (b"null", "object"),
]


@pytest.mark.parametrize(("raw", "code"), BROKEN)
def test_broken_json_is_400_and_says_why(client: Client, raw: bytes, code: str) -> None:
    answer = post(client, raw)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    problem = answer.json()
    assert problem["code"] == "invalid_json"
    assert problem["errors"][0]["code"] == code
    assert problem["errors"][0]["detail"]


def test_the_place_is_named(client: Client) -> None:
    assert post(client, b'{"name":"a","inner":{"x":["\\u0001"]}}').json()["errors"][0]["pointer"] == "/inner/x/0"
    assert post(client, b'{"a/b~c":1,"a/b~c":2}').json()["errors"][0]["pointer"] == "/a~1b~0c"


def test_ordinary_json_passes(client: Client) -> None:
    sent = {"name": "Östra ☕ 😀\nline", "count": 3, "inner": {"a": [1, {"b": None}]}}
    answer = post(client, json.dumps(sent))
    assert (answer.status_code, answer.json()) == (201, sent)


def test_twenty_levels_are_allowed_and_twenty_one_are_not() -> None:
    assert strict_json(b"[" * 20 + b"]" * 20)
    with pytest.raises(BadRequest):
        strict_json(b"[" * 21 + b"]" * 21)


WRONG: list[tuple[Any, str, str]] = [
    ({}, "/name", "missing"),
    ({"name": "a", "count": 2**53 - 1, "inner": 1}, "/inner", "invalid"),
    ({"name": 1}, "/name", "invalid"),
    ({"name": None}, "/name", "invalid"),
    ({"name": "a", "count": "3"}, "/count", "invalid"),
    ({"name": "a", "count": 1.5}, "/count", "invalid"),
    ({"name": "a", "count": True}, "/count", "invalid"),
    ({"name": "a", "inner": []}, "/inner", "invalid"),
    ({"name": "a", "is_staff": True}, "/is_staff", "unknown"),
]


@pytest.mark.parametrize(("sent", "pointer", "code"), WRONG)
def test_a_wrong_member_is_422_by_pointer(client: Client, sent: Any, pointer: str, code: str) -> None:
    answer = post(client, json.dumps(sent))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    error = answer.json()["errors"][0]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert error["detail"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"]
)
def test_only_json_is_read(client: Client, kind: str) -> None:
    answer = post(client, b'{"name":"a"}', kind)
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
    assert answer.headers["Accept"] == "application/json"


def test_a_form_is_refused_before_csrf_protection_reads_it() -> None:
    """It used to be read as a form there, and then told that its members were wrong."""
    strict = Client(enforce_csrf_checks=True)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = strict.post("/api/v1/session", b"identifier=elin&password=x", content_type=kind)
        assert answer.status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert strict.generic("POST", "/api/v1/session", b"{}", content_type="").status_code == 415
    assert strict.generic("POST", "/api/v1/nothing", b"a=b", content_type="text/plain").status_code == 404
    assert strict.generic("POST", "/api/v1/changes", b"a=b", content_type="text/plain").status_code in {403, 405}


QUERIES = [
    ("limit=abc", "limit"),
    ("limit=1.5", "limit"),
    ("limit=", "limit"),
    ("limit=1&limit=2", "limit"),
    ("limit=1e3", "limit"),
    ("limit=%2B1", "limit"),
    ("limit=9007199254740992", "limit"),
    (f"limit={10**30}", "limit"),
    ("limit=%D9%A3", "limit"),
    ("page=2", "page"),
    ("sort=random", "sort"),
    ("cap=many", "cap"),
    ("Limit=2", "Limit"),
    ("q=a&nope=%C3%B6", "nope"),
]


@pytest.mark.parametrize(("given", "pointer"), QUERIES)
def test_a_wrong_parameter_is_400_by_name(client: Client, given: str, pointer: str) -> None:
    answer = client.get(f"{THINGS}?{given}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_lists_may_be_repeated_or_separated_by_commas(client: Client) -> None:
    assert client.get(f"{THINGS}?status=a&status=b,c").json() == {
        "limit": 25,
        "status": ["a", "b", "c"],
        "q": "",
        "sort": "newest",
        "cap": None,
    }


def test_a_method_without_a_query_takes_no_parameters(elin: Client) -> None:
    assert elin.get("/api/v1/t/mine").status_code == HTTPStatus.OK
    assert elin.get("/api/v1/t/mine?format=api").status_code == HTTPStatus.BAD_REQUEST


def test_signed_out_programs_are_told_where_to_sign_in(client: Client) -> None:
    answer = client.get("/api/v1/t/mine")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert (answer.json()["code"], answer.json()["login_url"]) == ("session_required", "/login")


@pytest.mark.parametrize(
    ("given", "status"), [('"v25"', 304), ('W/"v25"', 304), ("*", 304), ('"v1", "v25"', 304), ('"v1"', 200), ("", 200)]
)
def test_an_unchanged_answer_is_304(client: Client, given: str, status: int) -> None:
    answer = client.get(THINGS, headers={"If-None-Match": given})
    assert answer.status_code == status
    assert answer.headers["ETag"] == 'W/"v25"'
    assert (status == 200) is bool(answer.content)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*", "bogus", ""])
def test_the_answer_is_json_or_a_problem_whatever_is_asked_for(client: Client, accept: str) -> None:
    answer = client.get(THINGS, headers={"Accept": accept})
    assert answer.status_code in {200, 406}
    assert "json" in answer.headers["Content-Type"]


def test_the_document_is_valid_openapi_31(client: Client) -> None:
    answer = client.get("/api/v1/schema")
    assert answer.status_code == HTTPStatus.OK
    described = answer.json()
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"].startswith("3.1")


def test_the_document_tells_what_the_declaration_tells(client: Client) -> None:
    described = document("tests.selfcare.urls")
    operation = described["paths"]["/api/v1/t/things"]
    assert {each["name"] for each in operation["get"]["parameters"]} == {
        *("limit", "status", "q", "sort", "cap"),
        "If-None-Match",
    }
    assert set(operation["get"]["responses"]) >= {"200", "400", "405", "429", "500", "501", "503"}
    assert set(operation["post"]["responses"]) >= {"201", "403", "413", "415", "422"}
    assert operation["get"]["security"] == []
    assert described["paths"]["/api/v1/t/mine"]["get"]["security"] == [{"session": []}]
    assert "Thing" in described["components"]["schemas"]
    assert described["paths"]["/api/v1/t/raises/{what}"]["get"]["parameters"][0]["in"] == "path"


def test_every_operation_of_the_product_is_described() -> None:
    described = document()
    ids = [each["operationId"] for path in described["paths"].values() for each in path.values()]
    assert len(ids) == len(set(ids)) > 0
    OpenAPIV31SpecValidator(described).validate()


def test_the_frameworks_own_refusals_are_told_as_ours(client: Client) -> None:
    throttled = client.get("/api/v1/t/throttled")
    assert (throttled.status_code, throttled.headers["Retry-After"]) == (429, "4")
    assert throttled.json()["code"] == "rate_limited"
    assert client.post("/api/v1/t/throttled").status_code == HTTPStatus.BAD_REQUEST


def test_nothing_sent_is_a_missing_member(client: Client) -> None:
    assert post(client, b"").json()["errors"][0]["pointer"] == "/name"


def test_the_hand_made_answer_is_a_plain_django_response(client: Client) -> None:
    assert isinstance(client.get(THINGS), HttpResponse)


def test_what_has_not_changed_is_not_sent_again(elin: Client) -> None:
    """An answer without a version of its own is known by its content."""
    first = elin.get("/api/v1/t/mine")
    tag = first.headers["ETag"]
    again = elin.get("/api/v1/t/mine", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "no-store"
    assert elin.get("/api/v1/t/mine", headers={"If-None-Match": '"other"'}).content == first.content
    assert elin.head("/api/v1/t/mine", headers={"If-None-Match": tag}).status_code == 304


def test_a_token_that_differs_each_time_has_no_etag(elin: Client) -> None:
    assert "ETag" not in elin.get("/api/v1/session").headers
