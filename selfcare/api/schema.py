"""OpenAPI 3.1 from the ``@operation`` declarations: drf-spectacular walks addresses, msgspec describes shapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.request import Request

from selfcare.api import parts
from selfcare.api.examples import example, explain, portable
from selfcare.api.glossary import NONE_GIVEN
from selfcare.api.operations import Operation, declaration, operation
from selfcare.api.parts import REF, Problem
from selfcare.api.views import ApiView
from selfcare.api.webhooks import WEBHOOKS
from selfcare.http import marked, public

_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class OperationSchema(AutoSchema):
    """DEFAULT_SCHEMA_CLASS: one operation of the document from its declaration."""

    def get_operation(
        self,
        path: str,
        path_regex: str,  # noqa: ARG002  # its signature
        path_prefix: str,  # noqa: ARG002 - the base class's parameter
        method: str,
        registry: Any,  # noqa: ARG002 - the base class's parameter
    ) -> dict[str, Any] | None:
        declared = declaration(self.view, method)
        if declared is None:
            return None
        is_public, unsafe = marked(type(self.view), "public"), method in _UNSAFE
        needs: dict[str, list[str]] = {**({} if is_public else {"session": []}), **({"csrf": []} if unsafe else {})}
        parameters = [*parts.path_parameters(path), *parts.query_parameters(declared)]
        described: dict[str, Any] = {
            "operationId": parts.operation_id(path, method, is_list=_is_list(declared)),
            "summary": declared.summary,
            "description": declared.description,
            "tags": [parts.tag(path)],
            "parameters": [*parameters, *parts.header_parameters(declared)],
            "security": [needs] if needs else [],
            "responses": parts.responses(declared, is_public=is_public, unsafe=unsafe),
            "x-rates": [rate.name for rate in declared.rates(is_public=is_public)],
        }
        if declared.files_in:
            described["requestBody"] = {"required": True, "content": {media: {} for media in declared.files_in}}
        if declared.body:
            described["requestBody"] = {"required": True, "content": parts.content_of(parts.JSON, declared.body)}
        return {name: value for name, value in described.items() if value or name == "security"}


def document(urlconf: str | None = None) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of every operation of the product, or of another set of addresses."""
    generator: Any = SchemaGenerator  # drf-spectacular is typed in part only
    generator = generator(urlconf=urlconf)
    schema: dict[str, Any] = generator.get_schema(request=None, public=True)
    schema["tags"] = [{"name": name} for name in parts.TAGS]
    schema["webhooks"] = {name: parts.webhook_operation(name, each) for name, each in sorted(WEBHOOKS.items())}
    schema["components"] = {
        "schemas": _components(generator),
        "securitySchemes": parts.security(),
        "headers": parts.headers(),
        "examples": parts.problem_examples(),
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))  # defaults may be tuples and enums
    portable(plain)
    explain(plain["components"]["schemas"])
    for described in operations(plain):
        _show(described, plain["components"]["schemas"])
    return plain


def operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every operation and webhook of a document."""
    for items in (described["paths"], described["webhooks"]):
        for methods in items.values():
            yield from methods.values()


def _components(generator: Any) -> dict[str, Any]:
    generator._initialise_endpoints()  # noqa: SLF001  # the generator has no public list of its endpoints
    structs: dict[Any, None] = {Problem: None, **dict.fromkeys(each.body for each in WEBHOOKS.values())}
    for _path, _regex, method, callback in generator.endpoints:
        declared = declaration(getattr(callback, "cls", None), method)
        for struct in (declared.returns, declared.body, declared.accepts) if declared else ():
            if struct is not None:
                structs[struct] = None
    _, components = msgspec.json.schema_components(tuple(structs), ref_template=REF)
    return components


def _is_list(declared: Operation) -> bool:
    (shape,), components = msgspec.json.schema_components((declared.returns or str,), ref_template="{name}")
    return "data" in components.get(shape.get("$ref", ""), {}).get("properties", {})


def _show(described: dict[str, Any], components: dict[str, Any]) -> None:
    """Put an example beside each JSON body and answer."""
    bodies = [described.get("requestBody", {}), *described["responses"].values()]
    for media in (body.get("content", {}).get(parts.JSON) for body in bodies):
        value = example(media["schema"], components) if media else NONE_GIVEN
        if value is not NONE_GIVEN:
            media["example"] = value


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
