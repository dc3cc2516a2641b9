"""From text to typed input: query parameters and JSON bodies become msgspec structs, or an error naming the field."""

from __future__ import annotations

import re
import typing
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from django.http import QueryDict
from rest_framework.request import Request

from selfcare.domain.errors import BadRequest, FieldError, InvalidInput
from selfcare.errors import sentence

Input = TypeVar("Input", bound=msgspec.Struct)
_WHERE: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?$", re.DOTALL)
_NAMED: Final = re.compile(r"field `(?P<name>[^`]+)`")
_LISTS: Final = (list, tuple, set, frozenset)


def query(request: Request, struct: type[Input]) -> Input:
    """Return the query parameters as ``struct``; list fields may be repeated or separated by commas.

    Raises BadRequest for a parameter that is unknown, given twice, or of the wrong form.
    """
    given: QueryDict = request.query_params
    kinds = _fields(struct)
    refuse_unknown(given, frozenset(kinds))
    values = {name: _value(name, texts, is_list=kinds[name]) for name, texts in given.lists()}
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
        raise InvalidInput(fields=tuple(FieldError(f"/{name}", "unknown", sentence("unknown")) for name in unknown))
    try:
        return msgspec.convert(data, struct)
    except msgspec.ValidationError as error:
        raise InvalidInput(fields=(_field_error(error, prefix="/"),)) from error


def refuse_unknown(given: QueryDict, known: frozenset[str]) -> None:
    """Raise BadRequest that names each parameter not in ``known``: a filter that is ignored shows the wrong money."""
    unknown = [name for name in given if name not in known]
    if unknown:
        raise BadRequest(fields=tuple(FieldError(name[:64], "unknown", sentence("unknown")) for name in unknown))


@cache
def _fields(struct: type[msgspec.Struct]) -> dict[str, bool]:
    """Return each field's name on the wire and whether it is a list."""
    return {field.encode_name: _is_list(field.type) for field in msgspec.structs.fields(struct)}


def _is_list(kind: Any) -> bool:
    options = [kind, *typing.get_args(kind)]
    return any((typing.get_origin(option) or option) in _LISTS for option in options)


def _value(name: str, texts: list[str], *, is_list: bool) -> str | list[str]:
    if is_list:
        return [part for text in texts for part in text.split(",") if part]
    if len(texts) > 1:
        raise BadRequest(fields=(FieldError(name, "repeated", sentence("repeated")),))
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
