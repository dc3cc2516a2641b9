"""The OpenAPI document: valid, whole, and with examples that are what it says they are."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from selfcare.api.examples import struct_name
from selfcare.api.glossary import GLOSSARY
from selfcare.api.parts import TAGS
from selfcare.api.schema import document, operations
from selfcare.errors.table import TABLE


@cache
def described() -> dict[str, Any]:
    return document("selfcare.urls")


@cache
def all_operations() -> tuple[dict[str, Any], ...]:
    return tuple(operations(described()))


def named(operation: dict[str, Any]) -> str:
    return str(operation["operationId"])


every_operation = pytest.mark.parametrize("operation", all_operations(), ids=named)


def check(schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": described()["components"]}
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)


def test_it_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(described()).validate()
    assert described()["openapi"] == "3.1.0"


@every_operation
def test_each_operation_says_what_it_is(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["operationId"].isidentifier()
    assert operation["tags"][0] in {*TAGS, "Webhooks"}
    assert "security" in operation


@every_operation
def test_each_parameter_is_explained(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        assert parameter.get("description"), parameter["name"]
        if "example" in parameter:
            check(parameter["schema"], parameter["example"])


@every_operation
def test_each_error_is_a_problem_with_an_example_per_code(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    assert {"400", "429"} <= set(answers)
    for status, answer in answers.items():
        if int(status) < 400:
            continue
        media = answer["content"]["application/problem+json"]
        assert media["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert sorted(media["examples"]) == sorted(answer["description"].split(", "))
        assert {TABLE[code][0] for code in media["examples"]} == {int(status)}


@every_operation
def test_each_json_body_has_an_example_that_fits(operation: dict[str, Any]) -> None:
    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        media = body.get("content", {}).get("application/json")
        if media and operation["operationId"] != "schema_get":
            check(media["schema"], media["example"])


def test_problem_examples_are_problems() -> None:
    for example in described()["components"]["examples"].values():
        check({"$ref": "#/components/schemas/Problem"}, example["value"])


def test_what_changes_something_needs_the_token_and_what_is_the_customers_needs_the_session() -> None:
    paths = described()["paths"]
    assert paths["/api/v1/deposits"]["post"]["security"] == [{"session": [], "csrf": []}]
    assert paths["/api/v1/session"]["post"]["security"] == [{"csrf": []}]
    assert paths["/api/v1/transactions"]["get"]["security"] == [{"session": []}]
    assert set(described()["components"]["securitySchemes"]) == {"session", "csrf"}


def test_every_member_is_explained() -> None:
    """A new member needs a row in selfcare/api/glossary/."""
    missing = [
        f"{struct_name(name)}.{prop}"
        for name, schema in described()["components"]["schemas"].items()
        for prop, inner in schema.get("properties", {}).items()
        if not inner.get("description")
    ]
    assert missing == []


def test_patterns_are_those_of_json_schema() -> None:
    assert "\\A" not in str(described())
    assert "\\Z" not in str(described())


def test_events_that_come_in_are_described() -> None:
    event = described()["webhooks"]["payments"]["post"]
    assert {each["name"] for each in event["parameters"]} == {
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    }
    assert set(event["responses"]) == {"204", "400", "401", "404", "410", "429", "503"}


def test_lists_money_and_keys_are_told() -> None:
    order = described()["paths"]["/api/v1/deposits"]["post"]
    key = next(each for each in order["parameters"] if each["name"] == "Idempotency-Key")
    assert key["required"]
    assert order["x-rates"] == ["calls", "money"]
    assert "304" in described()["paths"]["/api/v1/transactions"]["get"]["responses"]
    assert all(len(text) > 2 for text, _value in GLOSSARY.values())
