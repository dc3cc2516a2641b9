"""Examples made of the schema and the glossary, so that they cannot differ from either."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, Final

from selfcare.api.glossary import NONE_GIVEN, row

Schema = dict[str, Any]
_PREFIX: Final = "#/components/schemas/"


def struct_name(component: str) -> str:
    """Return the struct behind a component: ListAnswer for ListAnswer_Account_."""
    return component.split("_", maxsplit=1)[0]


def explain(components: Mapping[str, Schema]) -> None:
    """Write the glossary's words beside each property that has none."""
    for name, schema in components.items():
        if "description" in schema:
            schema["description"] = re.sub(r"\s+", " ", schema["description"]).replace("``", "`")
        for prop, inner in schema.get("properties", {}).items():
            known = row(struct_name(name), prop)
            if known:
                inner.setdefault("description", known[0])


def portable(value: Any) -> None:
    """Write patterns as ECMA-262 has them: it knows no \\A and \\Z, and would take them for letters."""
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        portable(inner)
    if isinstance(value, dict) and isinstance(value.get("pattern"), str):
        value["pattern"] = value["pattern"].replace(r"\A", "^").replace(r"\Z", "$")


def example(schema: Schema, components: Mapping[str, Schema]) -> Any:
    """Return a value of the schema; NONE_GIVEN when there is nothing to show."""
    if "$ref" in schema:
        return _object(schema["$ref"].removeprefix(_PREFIX), components)
    if "anyOf" in schema:
        shown = [example(each, components) for each in schema["anyOf"] if each.get("type") != "null"]
        return shown[0] if shown else None
    if schema.get("type") == "array":
        item = example(schema.get("items", {}), components)
        return [] if item is NONE_GIVEN else [item]
    return NONE_GIVEN


def member(struct: str, name: str, schema: Schema, components: Mapping[str, Schema]) -> Any:
    """Return the glossary's value for a member, as a list where one is wanted; else one made of its own parts."""
    known = row(struct, name)
    if known is None or known[1] is NONE_GIVEN:
        return example(schema, components)
    value = copy.deepcopy(known[1])
    return [value] if schema.get("type") == "array" and not isinstance(value, list) else value


def _object(component: str, components: Mapping[str, Schema]) -> dict[str, Any]:
    properties = components[component].get("properties", {})
    made = {
        name: member(struct_name(component), name, schema, components)
        for name, schema in properties.items()
        if not _left_out(struct_name(component), name)
    }
    return {name: value for name, value in made.items() if value is not NONE_GIVEN}


def _left_out(struct: str, name: str) -> bool:
    return (struct, name) in {("SessionOut", "challenge"), ("Problem", "errors"), ("Problem", "login_url")}
