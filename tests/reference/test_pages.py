"""The pages about the API say what the schema says, to anybody, in both languages, and nothing about a person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from selfcare.api.schema import document, operations
from selfcare.errors.table import TABLE
from tests.page import PageClient

DOCUMENT = document("selfcare.urls")
OPERATIONS = list(operations(DOCUMENT))


@pytest.fixture
def anybody(visitor: Client) -> PageClient:
    return PageClient(visitor)


def test_anybody_may_read_and_every_operation_is_there(anybody: PageClient) -> None:
    found = anybody.get("/api")
    assert found.status == 200
    links = {link.get("href") for link in found.all(".ops a")}
    assert links == {reverse("api_operation", args=[each["operationId"]]) for each in OPERATIONS}
    assert found.link("OpenAPI file") == "/api/v1/schema"
    assert not found.all("nav.nav, form")


def test_every_error_is_listed_once(anybody: PageClient) -> None:
    shown = anybody.get("/api").texts("section[aria-labelledby=errors] .sub")
    assert sorted(shown) == sorted(TABLE)


def test_how_often_is_told_from_the_one_table(anybody: PageClient) -> None:
    text = anybody.get("/api").text
    assert "money 10 a minute for each customer" in text
    assert "calls 120 a minute for each session" in text


def test_signed_in_people_keep_their_navigation(pages: PageClient) -> None:
    assert pages.get("/api").all("nav.nav")


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: str(each["operationId"]))
def test_each_operation_has_its_page(anybody: PageClient, operation: dict[str, Any], language: str) -> None:
    anybody.client.cookies["selfcare_lang"] = language
    found = anybody.get(f"/api/{operation['operationId']}")
    assert found.status == 200
    assert found.root.get("lang") == language
    statuses = found.texts("section[aria-labelledby=answers] dt")
    assert statuses == sorted(operation["responses"])
    for parameter in operation.get("parameters", []):
        assert parameter["name"] in found.texts("dt .ref")
    assert all(each.get("tabindex") == "0" for each in found.all(".code pre"))
    assert [each.get("data-copy") for each in found.all(".code .copy")] == [
        each.text for each in found.all(".code code")
    ]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: str(each["operationId"]))
def test_its_examples_are_those_of_the_schema(anybody: PageClient, operation: dict[str, Any]) -> None:
    """The schema's examples are checked against its shapes in tests/selfcare/test_schema.py."""
    request, *answers = [str(each.text) for each in anybody.get(f"/api/{operation['operationId']}").all(".code code")]
    head, _, body = request.partition("\n\n")
    assert "{" not in head, "an address with a hole in it"
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    assert (json.loads(body) if body else None) == sent
    media = operation["responses"][min(operation["responses"])].get("content", {}).get("application/json", {})
    assert len(answers) == 1 + ("example" in media)
    if "example" in media:
        assert json.loads(answers[0]) == media["example"]
    assert json.loads(answers[-1])["code"] in TABLE


def test_an_unknown_operation_is_a_page_that_says_so(anybody: PageClient) -> None:
    found = anybody.get("/api/nothing_list")
    assert found.status == 404
    assert found.h1


def test_parts_of_objects_are_named_by_their_place(anybody: PageClient) -> None:
    names = anybody.get("/api/transactions_list").texts("section[aria-labelledby=answer] dt")
    assert {"data", "data[].amount", "data[].amount.value", "page.next_cursor"} <= set(names)
    needs = anybody.get("/api/deposits_create").text
    assert "Same key, same order" in needs
    assert "required" in needs


def test_kinds_are_words(anybody: PageClient) -> None:
    text = anybody.get("/api/transactions_list").text
    assert "whole number, 1 to 100" in text
    assert "list of: in or out" in text
    assert "text, at most 128 characters" in text or "text" in text
