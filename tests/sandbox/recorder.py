"""Every exchange that a test of the sandbox makes, held against the documents the sandbox writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs

from django.test import Client

from sandbox.payments.domain import delivery
from sandbox.schema import SERVICES, described
from tests.openapi import Described

DOCUMENTS = {service.name: Described(described(service)) for service in SERVICES}
ROOTS = {service.name: service.root for service in SERVICES}


@contextmanager
def recording() -> Iterator[list[str]]:
    """Yield the list into which each difference of an exchange or event is put."""
    found: list[str] = []
    ask, wrap = Client.request, delivery.envelope

    def request(client: Client, **asked: Any) -> Any:
        sent = asked["wsgi.input"].read() if "wsgi.input" in asked else b""
        if sent:
            asked["wsgi.input"] = type(asked["wsgi.input"])(sent)
        answer = ask(client, **asked)
        found.extend(exchange_differences(asked, sent, answer))
        return answer

    def envelope(**given: Any) -> delivery.Outgoing:
        event = wrap(**given)
        found.extend(event_differences(json.loads(event.body)))
        return event

    with patch.object(Client, "request", request), patch("sandbox.payments.services.changes.envelope", envelope):
        yield found


def exchange_differences(asked: Mapping[str, Any], sent: bytes, answer: Any) -> list[str]:
    """Name what a request and its answer have that the document does not; nothing for an address it does not have."""
    name, _, rest = str(asked["PATH_INFO"]).lstrip("/").partition("/")
    path = f"/{rest}"
    method = str(asked["REQUEST_METHOD"])
    served = (document for service, document in DOCUMENTS.items() if ROOTS[service] == name)
    found = ((document, operation) for document in served if (operation := document.operation(method, path)))
    document, operation = next(found, (None, None))
    if document is None or operation is None:
        return []
    body = json.loads(answer.content) if answer.content and "json" in answer.headers["Content-Type"] else None
    differences = document.answer_differences(operation, answer.status_code, answer.headers, body)
    if answer.status_code < 300:
        differences += request_differences(document, operation, asked, sent)
    return [f"{method} {path}: {each}" for each in differences]


def request_differences(
    document: Described, operation: Mapping[str, Any], asked: Mapping[str, Any], sent: bytes
) -> list[str]:
    """Name what a request has that was carried out although the document does not allow it."""
    parameters = [_resolved(document, each) for each in operation["parameters"]]
    known = {each["name"] for each in parameters if each["in"] == "query"}
    given = parse_qs(str(asked.get("QUERY_STRING", "")), keep_blank_values=True)
    lacking = [
        f"carried out without {each['name']}"
        for each in parameters
        if each["required"] and each["in"] == "header" and _environ(each["name"]) not in asked
    ]
    unknown = [f"carried out with parameter {name}" for name in given if name not in known]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/x-www-form-urlencoded" in content or not content:
        return lacking + unknown
    media = next((each for each in content.values() if each), None)
    if media is None:
        return lacking + unknown
    return lacking + unknown + document.differences(media["schema"], json.loads(sent), closed=False)


def event_differences(event: Mapping[str, Any]) -> list[str]:
    """Name what an event has that its webhook does not say."""
    payments = DOCUMENTS["payments"]
    declared = payments.document["webhooks"].get(event["type"])
    if declared is None:
        return [f"event {event['type']} is not declared"]
    schema = declared["post"]["requestBody"]["content"]["application/cloudevents+json"]["schema"]
    return [f"event {event['type']}: {each}" for each in payments.differences(schema, event)]


def _resolved(document: Described, parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    name = parameter.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = document.document["components"]["parameters"][name] if name else parameter
    return found


def _environ(header: str) -> str:
    return f"HTTP_{header.upper().replace('-', '_')}"
