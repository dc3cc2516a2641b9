"""Holding messages against an OpenAPI document, closed: what a document does not name is a difference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from jsonschema import Draft202012Validator

METHODS: Final = frozenset({"get", "post", "patch", "put", "delete"})


class Described:
    """A document, and what in a message differs from it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._validators: dict[str, Draft202012Validator] = {}

    @cached_property
    def _routes(self) -> list[tuple[re.Pattern[str], str]]:
        paths = sorted(self.document["paths"], key=lambda path: ("{" in path, path))
        return [
            (re.compile(re.sub(r"{\w+}", "[^/]+", re.escape(path).replace(r"\{", "{").replace(r"\}", "}"))), path)
            for path in paths
        ]

    @property
    def operations(self) -> dict[str, dict[str, Any]]:
        """Return every operation by its id."""
        return {
            each["operationId"]: each
            for methods in self.document["paths"].values()
            for method, each in methods.items()
            if method in METHODS
        }

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """Return the operation of a request, None when the document has none; ``path`` is below the service."""
        found = next((template for pattern, template in self._routes if pattern.fullmatch(path)), None)
        described: dict[str, Any] | None = self.document["paths"][found].get(method.lower()) if found else None
        return described

    def answer_differences(
        self, operation: Mapping[str, Any], status: int, headers: Mapping[str, str], document: Any
    ) -> list[str]:
        """Name what an answer has that its operation does not say, or the other way round."""
        declared = operation["responses"].get(str(status))
        if declared is None:
            return [f"{operation['operationId']}: {status} is not declared"]
        lacking = [f"header {name} is missing" for name in self._promised(status, declared) if name not in headers]
        content = declared.get("content", {})
        kind = headers.get("Content-Type", "").partition(";")[0]
        if not content:
            return lacking + ([f"{status}: a body where none is declared"] if document is not None else [])
        if kind not in content:
            return [*lacking, f"{operation['operationId']} {status}: {kind} is not declared"]
        if not content[kind]:
            return lacking  # a file as it is
        told = sorted(content[kind].get("examples", {}))
        unknown = [f"{status} {document['code']} is not declared"] if told and document["code"] not in told else []
        return lacking + unknown + self.differences(content[kind]["schema"], document)

    def _promised(self, status: int, declared: Mapping[str, Any]) -> set[str]:
        # Some codes of a status wait and others do not: those headers go with the code.
        return set(declared.get("headers", {})) - ({"Retry-After"} if status == 409 else set())

    def differences(self, schema: Mapping[str, Any], value: Any, *, closed: bool = True) -> list[str]:
        """Name where ``value`` is not as ``schema`` says; ``closed``, a member or word it does not name differs too."""
        key = f"{closed} {schema!r}"
        if key not in self._validators:
            components = {"components": self.document["components"]}
            whole = {**schema, **components}
            self._validators[key] = Draft202012Validator(_closed(whole) if closed else whole)
        errors = self._validators[key].iter_errors(value)
        return [f"{error.json_path}: {error.message[:300]}" for error in errors]


def _closed(schema: Any) -> Any:
    """Return the schema without its openness: no member and no word but those it names. Problems stay open."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(each) for name, each in schema.items()}
    if schema.get("title") != "Problem" and isinstance(schema.get("properties"), dict):
        made.setdefault("additionalProperties", False)
    if "x-extensible-enum" in schema:
        made["enum"] = schema["x-extensible-enum"]
    return made
