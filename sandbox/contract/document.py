"""Makes a service's OpenAPI 3.1 document of its declarations and recorded examples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

import msgspec

from sandbox.contract.headers import HEADERS, PARAMETERS, SECURITY
from sandbox.contract.operations import Event, Operation, Service
from sandbox.contract.problems import (
    BODY_STATUSES,
    CALLER_CODES,
    KEY_CODES,
    PROBLEMS,
    WAITS,
    OAuthError,
    Problem,
    problem_examples,
)

REF: Final = "#/components/schemas/{name}"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
CLOUD_EVENT: Final = "application/cloudevents+json"
_UNAUTHORISED: Final = 401
_BAD_REQUEST: Final = 400
Examples = dict[str, Any]


def document(service: Service, examples: Examples) -> dict[str, Any]:
    """Return the document. ``examples`` maps ``<operation> <status>``, ``<operation> body`` and event types to what
    was recorded of the running service."""
    paths: dict[str, Any] = {}
    for operation in service.operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, examples)
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": service.title, "version": "1.0", "description": service.description},
        "servers": [{"url": f"http://localhost:8100/{service.root}", "description": "The sandbox of `make run`"}],
        "tags": [{"name": name, "description": text} for name, text in service.tags.items()],
        "paths": paths,
        "webhooks": {event.type: {"post": _event(event, examples)} for event in service.events},
        "components": _components(service),
        **service.members,
    }
    portable: dict[str, Any] = _portable(made)
    return portable


def _operation(declared: Operation, examples: Examples) -> dict[str, Any]:
    return {
        "operationId": declared.name,
        "summary": declared.summary,
        **({"description": declared.description} if declared.description else {}),
        "tags": [declared.tag],
        "security": [{scheme: [] for scheme in together} for together in declared.security],
        "parameters": [*_path(declared.path), *_query(declared.query), *_headers(declared)],
        **_body(declared, examples),
        "responses": _responses(declared, examples),
    }


def _path(path: str) -> list[dict[str, Any]]:
    schema = {"type": "string", "minLength": 1}
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in re.findall(r"{(\w+)}", path)]


def _query(shape: type | None) -> list[dict[str, Any]]:
    if shape is None:
        return []
    _, found = msgspec.json.schema_components((shape,), ref_template=REF)
    described = found[shape.__name__]
    required = described.get("required", [])
    return [_parameter(name, each, name in required) for name, each in described["properties"].items()]


def _parameter(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    plain = {word: value for word, value in schema.items() if word not in {"description", "default"}}
    told = {"description": schema["description"]} if "description" in schema else {}
    return {"name": name, "in": "query", "required": required, **told, "schema": plain}


def _headers(declared: Operation) -> list[dict[str, Any]]:
    names = ["X-Request-Id", *declared.takes, *(["If-None-Match"] if declared.conditional else [])]
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _body(declared: Operation, examples: Examples) -> dict[str, Any]:
    if not _takes_body(declared):
        return {}
    content = _files(declared.files_in)
    if declared.body:
        content = _content(declared.body_type, declared.body, examples.get(f"{declared.name} body"))
    return {"requestBody": {"required": True, "content": content}}


def _takes_body(declared: Operation) -> bool:
    return bool(declared.body or declared.files_in)


def _files(media_types: tuple[str, ...]) -> dict[str, Any]:
    """Return the content of a file as it is: OpenAPI 3.1 describes raw bytes by their media type alone."""
    return {media_type: {} for media_type in media_types}


def _content(media_type: str, shape: Any, example: Any = None) -> dict[str, Any]:
    (schema,), _ = msgspec.json.schema_components((shape,), ref_template=REF)
    return {media_type: {"schema": schema, **({"example": example} if example is not None else {})}}


def _responses(declared: Operation, examples: Examples) -> dict[str, Any]:
    example = examples.get(f"{declared.name} {declared.status}")
    content = {"content": _content(JSON, declared.returns, example)} if declared.returns else {}
    content = {"content": _files(declared.files_out)} if declared.files_out else content
    own = {"description": HTTPStatus(declared.status).phrase, "headers": _sent(*declared.sends), **content}
    unchanged = {"304": {"description": "Not Modified", "headers": _sent("ETag")}} if declared.conditional else {}
    return {str(declared.status): own, **unchanged, **_refusals(declared)}


def _refusals(declared: Operation) -> dict[str, Any]:
    caller = CALLER_CODES if any(declared.security) else ()
    keyed = KEY_CODES if "Idempotency-Key" in declared.takes else ()
    body = () if declared.oauth or not declared.body else ("validation_failed",)
    strict = ("invalid_json",) if declared.body and declared.body_type == JSON else ()
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(("bad_request", *strict, *caller, *keyed, *declared.errors, *body, "internal")):
        by_status.setdefault(PROBLEMS[code][0], []).append(code)
    found = {str(status): _problem(status, codes) for status, codes in sorted(by_status.items())}
    if declared.oauth:
        content = _content(JSON, OAuthError, {"error": "invalid_grant"})
        return found | {str(_BAD_REQUEST): {"description": "RFC 6749, 5.2", "headers": _sent(), "content": content}}
    return found | (_of_body() if _takes_body(declared) else {})


def _problem(status: int, codes: list[str]) -> dict[str, Any]:
    wait = status in WAITS or "idempotency_in_progress" in codes
    sent = (*(("WWW-Authenticate",) if status == _UNAUTHORISED else ()), *(("Retry-After",) if wait else ()))
    content = _content(PROBLEM, Problem)
    content[PROBLEM]["examples"] = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    return {"description": ", ".join(codes), "headers": _sent(*sent), "content": content}


def _of_body() -> dict[str, Any]:
    return {
        str(status): {"description": f"bad_request: {text}", "headers": _sent(), "content": _content(PROBLEM, Problem)}
        for status, text in BODY_STATUSES.items()
    }


def _sent(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", "Selfcare-Contract", *names)}


def _event(event: Event, examples: Examples) -> dict[str, Any]:
    signed = ("webhook-id", "webhook-timestamp", "webhook-signature")
    content = _content(CLOUD_EVENT, event.shape, examples.get(event.type))
    return {
        "operationId": event.type.replace(".", "_"),
        "summary": event.summary,
        "tags": ["Events"],
        "security": [],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in signed],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "2XX": {"description": "Taken in, or known already. Selfcare answers 204."},
            "400": {"description": "Not an event. Sent again, on schedule."},
            "401": {"description": "The signature does not hold. Sent again, on schedule."},
            "410": {"description": "Events are turned off. Sent again, on schedule."},
        },
    }


def _components(service: Service) -> dict[str, Any]:
    shapes: dict[Any, None] = {Problem: None}
    for declared in service.operations:
        shapes |= dict.fromkeys(shape for shape in (declared.returns, declared.body) if shape)
        shapes |= {OAuthError: None} if declared.oauth else {}
    shapes |= dict.fromkeys(event.shape for event in service.events)
    _, schemas = msgspec.json.schema_components(tuple(shapes), ref_template=REF)
    return {
        "schemas": schemas,
        "parameters": {name: PARAMETERS[name] for name in sorted(_taken(service))},
        "headers": HEADERS,
        "securitySchemes": {name: SECURITY[name] for name in sorted(_schemes(service.operations))},
        "examples": problem_examples(),
    }


def _taken(service: Service) -> set[str]:
    signed = {name for name in PARAMETERS if name.startswith("webhook-")} if service.events else set()
    conditional = {"If-None-Match"} if any(each.conditional for each in service.operations) else set()
    return {"X-Request-Id", *signed, *conditional, *(name for each in service.operations for name in each.takes)}


def _schemes(operations: Iterable[Operation]) -> set[str]:
    return {scheme for declared in operations for together in declared.security for scheme in together}


def _portable(value: Any) -> Any:
    r"""Return plain JSON data, with Python's ``\Z`` as ``$``: JSON Schema's patterns are ECMA-262's."""
    if isinstance(value, dict):
        return {
            name: each.replace(r"\Z", "$") if name == "pattern" and isinstance(each, str) else _portable(each)
            for name, each in value.items()
        }
    return [_portable(each) for each in value] if isinstance(value, list | tuple) else value
