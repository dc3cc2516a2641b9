"""OpenAPI 3.1 from the ``@operation`` declarations: drf-spectacular walks addresses, msgspec describes shapes."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

import msgspec
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.request import Request

from selfcare.api.operations import Operation, declaration, operation
from selfcare.api.views import ApiView
from selfcare.errors.answers import PROBLEM_TYPE
from selfcare.errors.table import TABLE
from selfcare.http import marked, public

REF: Final = "#/components/schemas/{name}"
_SESSION: Final = [{"session": list[str]()}]
# What any operation can answer, declared or not.
_ALWAYS: Final = ("bad_request", "method_not_allowed", "rate_limited", "internal", "store_unavailable")
_UNSAFE: Final = frozenset({"post", "put", "patch", "delete"})


class ProblemField(msgspec.Struct):
    """One wrong input."""

    pointer: str
    code: str
    detail: str


class Problem(msgspec.Struct):
    """What went wrong (RFC 9457)."""

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


class OperationSchema(AutoSchema):
    """DEFAULT_SCHEMA_CLASS: one operation of the document from its declaration."""

    def get_operation(
        self,
        path: str,
        path_regex: str,  # noqa: ARG002  # its signature
        path_prefix: str,  # noqa: ARG002
        method: str,
        registry: Any,  # noqa: ARG002
    ) -> dict[str, Any] | None:
        declared = declaration(self.view, method)
        if declared is None:
            return None
        is_public = marked(type(self.view), "public")
        unsafe = method.lower() in _UNSAFE
        described: dict[str, Any] = {
            "operationId": _operation_id(path, method),
            "summary": declared.summary,
            "description": declared.description,
            "tags": [path.removeprefix("/api/v1/").split("/")[0]],
            "parameters": [*_path_parameters(path), *_query_parameters(declared), *_headers(declared, unsafe=unsafe)],
            "security": [] if is_public else _SESSION,
            "responses": _responses(declared, is_public=is_public, unsafe=unsafe),
        }
        if declared.body:
            described["requestBody"] = {"required": True, "content": _content("application/json", declared.body)}
        return {name: value for name, value in described.items() if value or name == "security"}


def document(urlconf: str | None = None) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of every operation of the product, or of another set of addresses."""
    generator: Any = SchemaGenerator  # drf-spectacular is typed in part only
    generator = generator(urlconf=urlconf)
    schema: dict[str, Any] = generator.get_schema(request=None, public=True)
    generator._initialise_endpoints()  # noqa: SLF001  # the generator has no public list of its endpoints
    structs: dict[Any, None] = {Problem: None}
    for _path, _regex, method, callback in generator.endpoints:
        declared = declaration(getattr(callback, "cls", None), method)
        for struct in (declared.returns, declared.body, declared.query) if declared else ():
            if struct is not None:
                structs[struct] = None
    _, components = msgspec.json.schema_components(tuple(structs), ref_template=REF)
    security = {"session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"}}
    schema["components"] = {"schemas": components, "securitySchemes": security}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))  # defaults may be tuples and enums
    return plain


@public
class SchemaView(ApiView):
    """The document itself."""

    _document: bytes = b""

    @operation(summary="This document", returns=dict[str, Any])
    def get(self, _request: Request) -> HttpResponse:
        """Return OpenAPI 3.1 as JSON; made once per process."""
        if not SchemaView._document:
            SchemaView._document = msgspec.json.encode(document())
        return HttpResponse(SchemaView._document, "application/json")


def _operation_id(path: str, method: str) -> str:
    words = re.sub(r"[{}]", "", path.removeprefix("/api/v1/")).replace("-", "_").strip("/").split("/")
    return "_".join([*words, method.lower()])


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(declared: Operation) -> list[dict[str, Any]]:
    if declared.query is None:
        return []
    (_ref,), components = msgspec.json.schema_components((declared.query,), ref_template=REF)
    shape = components[declared.query.__name__]
    required = shape.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema, "explode": True}
        for name, schema in shape.get("properties", {}).items()
    ]


def _headers(declared: Operation, *, unsafe: bool) -> list[dict[str, Any]]:
    names = [*declared.headers, *(["X-CSRFToken"] if unsafe else [])]
    return [{"name": name, "in": "header", "required": True, "schema": {"type": "string"}} for name in names]


def _responses(declared: Operation, *, is_public: bool, unsafe: bool) -> dict[str, Any]:
    codes = [*_ALWAYS, *declared.errors]
    codes += [] if is_public else ["session_required"]
    codes += ["csrf_failed"] if unsafe else []
    codes += ["invalid_json", "validation_failed", "too_large", "unsupported_media_type"] if declared.body else []
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(TABLE[code][0], []).append(code)
    content = {"content": _content("application/json", declared.returns)} if declared.returns is not None else {}
    successes = {
        str(code): {"description": HTTPStatus(code).phrase, **content} for code in (declared.status, *declared.also)
    }
    problems = {
        str(status): {"description": ", ".join(named), "content": _content(PROBLEM_TYPE, Problem)}
        for status, named in sorted(by_status.items())
    }
    return {**successes, **problems}


def _content(media_type: str, struct: Any) -> dict[str, Any]:
    (schema,), _components = msgspec.json.schema_components((struct,), ref_template=REF)
    return {media_type: {"schema": schema}}
