"""A schema's members as flat rows a reader can scan: filter.from instead of an object in an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext

_PREFIX: Final = "#/components/schemas/"
_DEEPEST: Final = 4

Schema = dict[str, Any]


class Field(NamedTuple):
    """One member: where it is, what it means (in the schema's own English), what it may hold, whether it must be."""

    name: str
    meaning: str
    kind: str
    is_required: bool


def body_fields(schema: Schema, components: dict[str, Schema]) -> list[Field]:
    """Return the members of a body or an answer, each object's parts after it."""
    return list(_members(schema, components, "", 1))


def parameter_fields(parameters: list[Schema], place: str, components: dict[str, Schema]) -> list[Field]:
    """Return the parameters of one place: path, query or header."""
    return [
        Field(each["name"], prose(each.get("description", "")), kind(each["schema"], components), each["required"])
        for each in parameters
        if each["in"] == place
    ]


def prose(text: str) -> str:
    """Return the schema's words set as prose: its marks for code taken off, its quotes as printed ones."""
    parts = text.replace("`", "").replace("'", "’").split('"')
    return "".join(part + ("“" if at % 2 == 0 else "”") for at, part in enumerate(parts[:-1])) + parts[-1]


def kind(schema: Schema, components: dict[str, Schema]) -> str:
    """Return in the reader's language what a value may be."""
    schema = resolved(schema, components)
    if "enum" in schema:
        return _one_of([str(each) for each in schema["enum"]])
    if schema.get("type") == "array":
        return gettext("list of: %(kind)s") % {"kind": kind(schema.get("items", {}), components)}
    return _plain(schema)


def resolved(schema: Schema, components: dict[str, Schema]) -> Schema:
    """Return what a reference, or the part of a nullable schema that is not null, stands for."""
    if "anyOf" in schema:
        rest = [each for each in schema["anyOf"] if each.get("type") != "null"]
        return resolved(rest[0], components) if rest else {}
    return components[schema["$ref"].removeprefix(_PREFIX)] if "$ref" in schema else schema


def _members(schema: Schema, components: dict[str, Schema], before: str, depth: int) -> Iterator[Field]:
    shape = resolved(schema, components)
    if shape.get("type") == "array":
        yield from _members(shape.get("items", {}), components, f"{before.removesuffix('.')}[].", depth)
        return
    required = shape.get("required", [])
    for name, inner in shape.get("properties", {}).items():
        meaning = prose(inner.get("description", ""))
        yield Field(f"{before}{name}", meaning, kind(inner, components), name in required)
        if depth < _DEEPEST:
            yield from _members(inner, components, f"{before}{name}.", depth + 1)


def _plain(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if schema.get("type") == "integer" and low is not None and high is not None:
        return gettext("whole number, %(low)s to %(high)s") % {"low": low, "high": high}
    if schema.get("type") == "string" and schema.get("maxLength"):
        return gettext("text, at most %(count)s characters") % {"count": schema["maxLength"]}
    return _words().get(schema.get("format") or schema.get("type", ""), gettext("any value"))


def _words() -> dict[str, str]:
    return {
        "string": gettext("text"),
        "integer": gettext("whole number"),
        "boolean": gettext("true or false"),
        "object": gettext("object"),
        "date": gettext("date"),
        "date-time": gettext("date and time"),
    }


def _one_of(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return gettext("%(several)s or %(last)s") % {"several": ", ".join(words[:-1]), "last": words[-1]}
