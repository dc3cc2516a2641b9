"""From text to typed input: query parameters and JSON bodies become msgspec structs, or an error naming the field."""

from __future__ import annotations

import re
import types
import typing
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from django.http import QueryDict
from rest_framework.request import Request

from selfcare.domain.cards import has_card_number
from selfcare.domain.errors import BadRequest, FieldError, InvalidInput
from selfcare.domain.money import LARGEST
from selfcare.errors import sentence

Input = TypeVar("Input", bound=msgspec.Struct)
_WHERE: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?$", re.DOTALL)
_NAMED: Final = re.compile(r"field `(?P<name>[^`]+)`")
_INTEGER: Final = re.compile(r"-?[0-9]{1,16}")
_WRAPPERS: Final = (typing.Union, types.UnionType, typing.Annotated)
_LISTS: Final = (list, tuple, set, frozenset)


def query(request: Request, struct: type[Input]) -> Input:
    """Return the query parameters as ``struct``; list fields may be repeated or separated by commas.

    Raises BadRequest for a parameter that is unknown, given twice, or of the wrong form.
    """
    given: QueryDict = request.query_params
    kinds = _fields(struct)
    refuse_unknown(given, frozenset(kinds))
    values = {name: _value(name, texts, kinds[name]) for name, texts in given.lists()}
    try:
        return msgspec.convert(values, struct, strict=False)
    except msgspec.ValidationError as error:
        raise BadRequest(fields=(_field_error(error, prefix=""),)) from error


def body(request: Request, struct: type[Input]) -> Input:
    """Return the JSON body as ``struct``.

    Raises BadRequest when it is no JSON object, InvalidInput for a member that is unknown, missing or of a wrong form.
    """
    data = request.data
    if not isinstance(data, dict):
        raise BadRequest("invalid_json", fields=(FieldError("", "object", sentence("object")),))
    unknown = sorted(name for name in data if name not in _fields(struct))
    if unknown:
        raise InvalidInput(
            fields=tuple(FieldError(f"/{_shown(name)}", "unknown", sentence("unknown")) for name in unknown)
        )
    try:
        return msgspec.convert(data, struct)
    except msgspec.ValidationError as error:
        raise InvalidInput(fields=(_field_error(error, prefix="/"),)) from error


def refuse_unknown(given: QueryDict, known: frozenset[str]) -> None:
    """Raise BadRequest that names each parameter not in ``known``: a filter that is ignored shows the wrong money."""
    unknown = [name for name in given if name not in known]
    if unknown:
        raise BadRequest(fields=tuple(FieldError(_shown(name), "unknown", sentence("unknown")) for name in unknown))


@cache
def _fields(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Return each field's name on the wire and how its text is read: "list", "integer" or "text"."""
    return {field.encode_name: _kind(field.type) for field in msgspec.structs.fields(struct)}


def _kind(declared: Any) -> str:
    origin = typing.get_origin(declared) or declared
    if origin in _LISTS:
        return "list"
    if origin is int:
        return "integer"
    inner = typing.get_args(declared) if origin in _WRAPPERS else ()
    return next((kind for kind in map(_kind, inner) if kind != "text"), "text")


def _value(name: str, texts: list[str], kind: str) -> str | list[str]:
    if kind == "list":
        return [part for text in texts for part in text.split(",") if part]
    if len(texts) > 1:
        raise BadRequest(fields=(FieldError(name, "repeated", sentence("repeated")),))
    if kind == "integer" and not (_INTEGER.fullmatch(texts[0]) and abs(int(texts[0])) <= LARGEST):
        raise BadRequest(fields=(FieldError(name, "invalid", sentence("whole_number")),))
    return texts[0]


def _field_error(error: msgspec.ValidationError, *, prefix: str) -> FieldError:
    """msgspec's sentence holds types and bounds, never the value that was sent; its path becomes a pointer."""
    found = _WHERE.match(str(error))
    what, path = (found["what"], found["path"] or "") if found else (str(error), "")
    named = _NAMED.search(what)
    missing = named is not None and "missing" in what
    parts = [part for part in re.split(r"[.\[\]]+", path) if part]
    parts += [named["name"]] if named else []
    pointer = prefix + "/".join(part.replace("...", "0") for part in parts)
    return FieldError(pointer, "missing" if missing else "invalid", sentence("missing") if missing else what)


def _shown(name: str) -> str:
    """Return a name of somebody's own making as an answer may repeat it: cut, and never a card number."""
    return "(a card number)" if has_card_number(name) else name[:64]
