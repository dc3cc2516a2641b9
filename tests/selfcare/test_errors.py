"""One table, three forms; error pages call nothing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory

from selfcare.domain import errors
from selfcare.errors import meaning, respond
from selfcare.errors.table import TABLE

STATUSES = {
    "400": 400,
    "403": 403,
    "404": 404,
    "409": 409,
    "410": 410,
    "422": 422,
    "429": 429,
    "500": 500,
    "501": 501,
    "502": 502,
    "503": 503,
    "504": 504,
    "denied": 403,
}


@pytest.mark.parametrize(("what", "status"), STATUSES.items())
def test_a_page_says_what_happened_and_how_to_refer_to_it(client: Client, what: str, status: int) -> None:
    answer = client.get(f"/t/raises/{what}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    text = answer.content.decode()
    assert "<h1>" in text
    assert answer.headers["X-Request-Id"] in text
    assert "Traceback" not in text


@pytest.mark.parametrize(("what", "status"), STATUSES.items())
def test_a_part_gets_a_notice(client: Client, what: str, status: int) -> None:
    answer = client.get(f"/t/raises/{what}", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(("what", "status"), STATUSES.items())
def test_the_api_answers_with_a_problem(client: Client, what: str, status: int) -> None:
    answer = client.get(f"/api/v1/t/raises/{what}")
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.status_code == problem["status"] == status
    assert problem["code"] in TABLE
    assert problem["type"] == f"https://selfcare.dev/problems/{problem['code']}"
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert problem["instance"] == f"/api/v1/t/raises/{what}"
    assert problem["title"]
    assert problem["detail"]


def test_a_page_names_the_wrong_parameter(client: Client) -> None:
    text = client.get("/t/words?q=%00").content.decode()
    assert "<strong>q</strong>" in text


def test_a_page_tells_what_the_status_alone_cannot(client: Client) -> None:
    assert "Nothing was changed" in client.post("/t/form", headers={"Sec-Fetch-Site": "cross-site"}).content.decode()
    assert "You are still signed in" in client.get("/t/raises/503").content.decode()
    assert "Check Transactions" in client.get("/t/raises/504").content.decode()


def test_when_to_come_back_is_said(client: Client) -> None:
    assert client.get("/t/raises/429").headers["Retry-After"] == "7"
    assert client.get("/api/v1/t/raises/429").headers["Retry-After"] == "7"


def test_a_visitors_form_is_not_repeated(client: Client) -> None:
    answer = client.post("/t/raises/429", {"password": "known-to-few"})
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "known-to-few" not in answer.content.decode()


def test_step_up_follows_rfc_9470() -> None:
    answer = respond(RequestFactory().get("/api/v1/x"), errors.StepUpRequired())
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert 'error="insufficient_user_authentication"' in answer.headers["WWW-Authenticate"]


def test_a_code_the_table_does_not_know_keeps_its_name_and_speaks_as_its_class() -> None:
    what = meaning(errors.InvalidInput("limit_exceeded", limit_id="lim_3", odd=object()))
    assert (what.status, what.code, what.extra) == (422, "limit_exceeded", {"limit_id": "lim_3"})


def test_every_class_of_the_tree_has_a_row() -> None:
    def tree(kind: type[errors.SelfcareError]) -> list[type[errors.SelfcareError]]:
        return [kind, *(each for sub in kind.__subclasses__() for each in tree(sub))]

    for kind in tree(errors.SelfcareError):
        assert meaning(kind()).code == kind.code


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Http404(), 404),
        (SuspiciousOperation(), 400),
        (BadRequest(), 400),
        (RequestDataTooBig(), 413),
        (ValueError("secret"), 500),
    ],
)
def test_djangos_own_exceptions_have_a_meaning(error: Exception, status: int) -> None:
    assert meaning(error).status == status


def test_details_cannot_replace_the_standard_members() -> None:
    answer = respond(RequestFactory().get("/api/v1/x"), errors.Conflict(title="mine", status=200, count=3))
    assert b'"status":409' in answer.content
    assert b'"count":3' in answer.content
    assert b"mine" not in answer.content


def test_problems_speak_the_visitors_language(client: Client) -> None:
    english = client.get("/api/v1/t/raises/403").json()
    assert english["title"] == "You cannot open this"


def test_an_unknown_failure_shows_nothing_of_itself(client: Client) -> None:
    for path in ("/t/raises/500", "/api/v1/t/raises/500"):
        assert b"ZeroDivision" not in client.get(path).content


def test_method_not_allowed_names_the_methods(client: Client) -> None:
    page = client.post("/t/get")
    assert (page.status_code, page.headers["Allow"]) == (405, "GET")
    assert b"<h1>" in page.content
    api = client.delete("/api/v1/t/things")
    assert api.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert set(api.headers["Allow"].split(", ")) >= {"GET", "POST"}


def test_api_errors_outside_any_view_are_problems(client: Client) -> None:
    asked: list[Any] = [
        client.get("/api/v1/nothing"),
        client.get("/api/v1/nothing%00"),
        client.get("/api/v1/t/mine"),
        client.post("/api/v1/t/things", "x" * 70_000, content_type="application/json"),
        client.post("/api/v1/t/things", {"name": "x" * 70_000}),
        client.post("/api/v1/t/things", {"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"}),
        client.post("/api/v1/t/things", "name=x", content_type="text/plain"),
        Client(enforce_csrf_checks=True).post("/api/v1/t/things", {"name": "x"}, content_type="application/json"),
        client.get("/api/v1/t/things", headers={"Host": "evil.test"}),
        client.generic("FOO", "/api/v1/t/things"),
    ]
    for answer in asked:
        assert answer.status_code >= 400
        assert answer.headers["Content-Type"] == "application/problem+json", answer.request
        assert answer.json()["status"] == answer.status_code


def test_what_is_too_large_is_413_in_both_forms(client: Client) -> None:
    assert client.post("/t/form", {"name": "x" * 70_000}).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert client.post("/api/v1/t/things", "x" * 70_000, content_type="application/json").status_code == 413


def test_a_form_with_too_many_fields_is_refused(client: Client) -> None:
    answer = client.post("/t/form", {f"a{n}": "1" for n in range(200)})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
