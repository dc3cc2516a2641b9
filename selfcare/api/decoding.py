"""From text to typed input: query parameters and JSON bodies become msgspec structs, or an error naming the field."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar, cast

import msgspec
import msgspec.inspect
from django.http import QueryDict
from rest_framework.request import Request

from selfcare.domain.cards import has_card_number
from selfcare.domain.errors import BadRequest, FieldError, InvalidInput
from selfcare.domain.money import LARGEST
from selfcare.errors import sentence

Input = TypeVar("Input", bound=msgspec.Struct)
# On a text that is not the sender's own words and must stay letter for letter: a password, a label we gave out.
AS_SENT: Final = msgspec.Meta(extra={"as_sent": True})
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

    Raises BadRequest when it is no JSON object, InvalidInput for a member that is unknown, missing or of a wrong form,
    and for a card number in any text but one of a pattern (ids are the services' own figures) or AS_SENT.
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
        found = msgspec.convert(data, struct)
    except msgspec.ValidationError as error:
        raise InvalidInput(fields=(_field_error(error, prefix="/"),)) from error
    if cards := tuple(_cards(found, "")):
        raise InvalidInput(fields=cards)
    return found


def _cards(given: msgspec.Struct, at: str) -> Iterator[FieldError]:
    free = _free_texts(type(given))
    for name in given.__struct_fields__:
        value, pointer = getattr(given, name), f"{at}/{free.names[name]}"
        if isinstance(value, msgspec.Struct):
            yield from _cards(value, pointer)
        elif isinstance(value, str) and name in free.texts and has_card_number(value):
            yield FieldError(pointer, "card", sentence("card"))


def refuse_unknown(given: QueryDict, known: frozenset[str]) -> None:
    """Raise BadRequest that names each parameter not in ``known``: a filter that is ignored shows the wrong money."""
    unknown = [name for name in given if name not in known]
    if unknown:
        raise BadRequest(fields=tuple(FieldError(_shown(name), "unknown", sentence("unknown")) for name in unknown))


class _Texts(NamedTuple):
    """Each member's name on the wire, by its attribute, and which attributes are free text."""

    names: dict[str, str]
    texts: frozenset[str]


@cache
def _free_texts(struct: type[msgspec.Struct]) -> _Texts:
    fields = cast("msgspec.inspect.StructType", msgspec.inspect.type_info(struct)).fields
    free = frozenset(field.name for field in fields if _is_free(field.type))
    return _Texts({field.name: field.encode_name for field in fields}, free)


def _is_free(kind: msgspec.inspect.Type) -> bool:
    if isinstance(kind, msgspec.inspect.Metadata):
        return kind.extra != AS_SENT.extra and _is_free(kind.type)
    if isinstance(kind, msgspec.inspect.UnionType):
        return any(map(_is_free, kind.types))
    return isinstance(kind, msgspec.inspect.StrType) and kind.pattern is None


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
