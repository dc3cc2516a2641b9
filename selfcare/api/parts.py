"""The parts an operation of the OpenAPI document is put together from."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

import msgspec
from django.utils import translation

from selfcare.api.examples import member
from selfcare.api.glossary import NONE_GIVEN, row
from selfcare.api.operations import Operation
from selfcare.api.webhooks import Webhook
from selfcare.errors.answers import PROBLEM_BASE, PROBLEM_TYPE
from selfcare.errors.table import TABLE

JSON: Final = "application/json"
REF: Final = "#/components/schemas/{name}"
PREFIX: Final = "/api/v1/"
# What any operation can answer, declared or not; and any that needs a session.
_ANY: Final = (
    "bad_request",
    "method_not_allowed",
    "not_acceptable",
    "rate_limited",
    "internal",
    "store_unavailable",
)
_SIGNED_IN: Final = ("session_required", "upstream_error", "upstream_unavailable", "upstream_timeout")
_WITH_BODY: Final = ("invalid_json", "validation_failed", "too_large", "unsupported_media_type")
_WAITS: Final = frozenset({"429", "503"})
# Groups of operations by the first word of their address, in the order they are shown.
TAGS: Final = {
    "Session and sign-in": ("session", "sessions", "me"),
    "Overview and accounts": ("overview", "accounts", "instruments", "merchants", "capabilities", "limits"),
    "Transactions": ("transactions", "summaries", "statements", "check", "charge-searches"),
    "Money in and out": ("quotes", "deposits", "withdrawals", "payments"),
    "Refunds and cases": ("refund-requests", "disputes", "cases", "uploads"),
    "Exports": ("exports",),
    "Saved views": ("views",),
    "Notifications": ("notifications", "changes"),
    "The API itself": ("schema",),
}


class ProblemField(msgspec.Struct):
    """One wrong input."""

    pointer: str
    code: str
    detail: str


class Problem(msgspec.Struct):
    """What went wrong (RFC 9457). Other members may come with it; ignore those you do not know."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    request_id: str
    retryable: bool
    errors: list[ProblemField] | msgspec.UnsetType = msgspec.UNSET
    login_url: str | msgspec.UnsetType = msgspec.UNSET


def tag(path: str) -> str:
    """Return the group an address belongs to."""
    word = path.removeprefix(PREFIX).split("/")[0]
    return next((name for name, words in TAGS.items() if word in words), word.replace("-", " ").capitalize())


def operation_id(path: str, method: str, *, is_list: bool) -> str:
    """Return noun and verb: transactions_list, transactions_get, deposits_create."""
    words = path.removeprefix(PREFIX).replace("-", "_").replace(".", "_").strip("/").split("/")
    is_one = words[-1].startswith("{")
    verbs = {
        "GET": "list" if is_list else "get",
        "POST": "answer" if is_one else "create",
        "PUT": "replace",
        "PATCH": "update",
        "DELETE": "delete" if is_one or len(words) == 1 else "clear",
    }
    return "_".join([*(word for word in words if not word.startswith("{")), verbs[method]])


def path_parameters(path: str) -> list[dict[str, Any]]:
    return [_parameter(name, "path", {"type": "string", "minLength": 1}) for name in re.findall(r"{(\w+)}", path)]


def query_parameters(declared: Operation) -> list[dict[str, Any]]:
    if declared.query is None:
        return []
    (_ref,), components = msgspec.json.schema_components((declared.query,), ref_template=REF)
    struct = declared.query.__name__
    shape = components[struct]
    required = shape.get("required", [])
    return [
        _parameter(name, "query", schema, struct, required=name in required) | {"explode": True}
        for name, schema in shape.get("properties", {}).items()
    ]


def header_parameters(declared: Operation) -> list[dict[str, Any]]:
    optional = [_parameter("If-None-Match", "header", {"type": "string"}, required=False)] if declared.etag else []
    key = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21\x23-\x7e]+$"}
    return [*[_parameter(name, "header", key) for name in declared.headers], *optional]


def _parameter(
    name: str, place: str, schema: dict[str, Any], struct: str = "", *, required: bool = True
) -> dict[str, Any]:
    known = row(struct, name)
    value = member(struct, name, schema, {}) if known else NONE_GIVEN
    return {
        "name": name,
        "in": place,
        "required": required,
        "schema": schema,
        **({"description": known[0]} if known else {}),
        **({"example": value} if value is not NONE_GIVEN else {}),
    }


def responses(declared: Operation, *, is_public: bool, unsafe: bool) -> dict[str, Any]:
    """Return every status an operation answers with: its own, not modified, and each problem."""
    codes = [*_ANY, *declared.errors, *(() if is_public else _SIGNED_IN)]
    codes += ["csrf_failed"] if unsafe else []
    codes += _WITH_BODY if declared.body else []
    content = {"content": content_of(JSON, declared.returns)} if declared.returns is not None else _files(declared)
    etag = {"ETag": _header("ETag")} if declared.etag else {}
    own = {
        str(code): {
            "description": HTTPStatus(code).phrase,
            "headers": {**etag, **_rates()},
            **(content if code != HTTPStatus.NOT_MODIFIED else {}),
        }
        for code in (declared.status, *declared.also)
    }
    accepted = {"202": _accepted(declared)} if declared.accepts else {}
    unchanged = {"304": {"description": "Not Modified", "headers": {**etag, **_rates()}}} if etag else {}
    return {**own, **accepted, **unchanged, **problems(codes)}


def _files(declared: Operation) -> dict[str, Any]:
    """OpenAPI 3.1 tells raw bytes by an empty schema."""
    return {"content": {media: {} for media in declared.files}} if declared.files else {}


def _accepted(declared: Operation) -> dict[str, Any]:
    where = {"Location": _header("Location"), "Retry-After": _header("Retry-After")}
    return {
        "description": HTTPStatus.ACCEPTED.phrase,
        "headers": {**where, **_rates()},
        "content": content_of(JSON, declared.accepts),
    }


def problems(codes: list[str]) -> dict[str, Any]:
    """Return the problem answers by status, each with an example per code."""
    by_status: dict[str, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(str(TABLE[code][0]), []).append(code)
    return {status: _problem(status, named) for status, named in sorted(by_status.items())}


def _problem(status: str, codes: list[str]) -> dict[str, Any]:
    wait = {"Retry-After": _header("Retry-After")} if status in _WAITS else {}
    (media,) = content_of(PROBLEM_TYPE, Problem).values()
    media["examples"] = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    return {"description": ", ".join(codes), "headers": {**wait, **_rates()}, "content": {PROBLEM_TYPE: media}}


def problem_examples() -> dict[str, Any]:
    """Return one example per problem code, in English."""
    with translation.override("en"):
        return {code: _problem_example(code) for code in TABLE}


def _problem_example(code: str) -> dict[str, Any]:
    status, title, detail, retryable = TABLE[code]
    value = {
        "type": PROBLEM_BASE + code,
        "title": str(title),
        "status": status,
        "code": code,
        "detail": str(detail),
        "instance": "/api/v1/transactions",
        "request_id": "6e2f9a0d4c7b1835f0aa",
        "retryable": retryable,
    }
    if code == "validation_failed":
        value["errors"] = [{"pointer": "/amount/value", "code": "missing", "detail": "This is needed."}]
    if code == "session_required":
        value["login_url"] = "/login"
    return {"summary": str(title), "value": value}


def webhook_operation(name: str, declared: Webhook) -> dict[str, Any]:
    """Return the description of a door for signed events; ``name`` is the last word of its address."""
    return {
        "post": {
            "operationId": f"hooks_{name}",
            "summary": declared.summary,
            "description": declared.description,
            "tags": ["Webhooks"],
            "security": [],
            "parameters": [_parameter(each, "header", {"type": "string"}) for each in declared.headers],
            "requestBody": {"required": True, "content": content_of(JSON, declared.body)},
            "responses": {"204": {"description": "Taken in"}, **problems(list(declared.errors))},
        }
    }


def headers() -> dict[str, Any]:
    """Return the headers that answers carry."""
    text, number = {"type": "string"}, {"type": "integer", "minimum": 1}
    return {
        "RateLimit-Policy": {"description": "How often you may ask: q uses in w seconds", "schema": text},
        "RateLimit": {"description": "r uses are left; counting starts anew in t seconds", "schema": text},
        "Retry-After": {"description": "Seconds to wait", "schema": number},
        "Location": {"description": "Where to ask how it stands", "schema": text},
        "ETag": {"description": "The answer's version, for If-None-Match", "schema": text},
    }


def security() -> dict[str, Any]:
    """Return how a caller proves who they are, and that the call is theirs."""
    cookie = "The session's cookie, as the pages use it; plain `session` on http."
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session", "description": cookie},
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRFToken",
            "description": "`csrf_token` of GET /session.",
        },
    }


def content_of(media_type: str, struct: Any) -> dict[str, Any]:
    (schema,), _components = msgspec.json.schema_components((struct,), ref_template=REF)
    return {media_type: {"schema": schema}}


def _header(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}


def _rates() -> dict[str, Any]:
    return {name: _header(name) for name in ("RateLimit", "RateLimit-Policy")}
