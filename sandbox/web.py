"""Reading requests strictly and writing answers: what every service of the sandbox shares.

Bad input is named by its JSON pointer (RFC 6901) with the fix in words, as 400 when the request is malformed and as
422 when a value is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar, cast, get_origin
from urllib.parse import parse_qs

import msgspec
from django.http import HttpRequest, HttpResponse

from sandbox.problems import Problem, bad_request
from sandbox.strict_json import loads, text_check

View = Callable[..., HttpResponse]
T = TypeVar("T")

MAX_BODY = 65536
_PIECE = 65536
_MAX_PARAMETERS = 100
# What msgspec says, our code for it, and the sentence we say instead.
_ABOUT_NAMES = (
    ("missing required field", "required", "This is required."),
    ("unknown field", "unknown", "This is not known here; leave it out."),
)


def route(**handlers: View) -> View:
    """Return a view that dispatches by method, e.g. ``route(GET=session_list, DELETE=session_delete)``.

    HEAD follows GET. Any other method is 405 with Allow.
    """
    allowed = ", ".join(sorted({*handlers, *({"HEAD"} if "GET" in handlers else ())}))

    def dispatch(request: HttpRequest, **arguments: str) -> HttpResponse:
        method = "GET" if request.method == "HEAD" else request.method or ""
        handler = handlers.get(method)
        if handler is None:
            detail = f"This resource answers {allowed}."
            raise Problem(405, "method_not_allowed", detail, headers={"Allow": allowed})
        return handler(request, **arguments)

    return dispatch


def json_response(document: object, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Write anything msgspec can encode (structs, dicts, lists) as JSON. Times: write them with ``clock.rfc3339``."""
    body = msgspec.json.encode(document)
    return HttpResponse(body, status=status, content_type="application/json", headers=dict(headers or {}))


def body(request: HttpRequest, shape: type[T]) -> T:
    """Return the JSON body as ``shape`` (a msgspec Struct; give it ``forbid_unknown_fields=True``).

    Raises Problem: 400 for what is no strict JSON, 413 over 64 KiB, 415 for another media type, 422 for a wrong value.
    """
    _media_type_check(request, {"application/json", "application/merge-patch+json"})
    return convert(loads(_raw(request)), shape)


def form(request: HttpRequest, shape: type[T], *, blank_is_absent: bool = False) -> T:
    """Return an application/x-www-form-urlencoded body as ``shape``; every field once. Raises Problem like ``body``.

    ``blank_is_absent`` drops fields a person left empty, which a browser sends all the same.
    """
    _media_type_check(request, {"application/x-www-form-urlencoded"})
    fields = _pairs(_raw(request), shape)
    if blank_is_absent:
        fields = {name: value for name, value in fields.items() if value != ""}
    return convert(fields, shape, strict=False)


def query(request: HttpRequest, shape: type[T]) -> T:
    """Return the query string as ``shape``.

    A field of a list or tuple type may be repeated or comma separated; any other once. An unknown parameter is 400
    `bad_request`, a wrong value 422 `validation_failed`; both name the parameter as ``/name``.
    """
    values = _pairs(request.META.get("QUERY_STRING", "").encode("latin-1"), shape)
    known = {field.encode_name for field in _fields(shape)}
    for name in values.keys() - known:
        raise bad_request(
            f"/{name}", "unknown", f"Unknown parameter. Known here: {', '.join(sorted(known)) or 'none'}."
        )
    return convert(values, shape, strict=False)


def no_query(request: HttpRequest) -> None:
    """Refuse any query parameter on a resource that has none."""
    query(request, _Nothing)


def convert(document: object, shape: type[T], *, strict: bool = True) -> T:
    """Return plain data as ``shape``; raises Problem 422 naming the pointer of the first wrong value."""
    try:
        return msgspec.convert(document, shape, strict=strict)
    except msgspec.ValidationError as error:
        pointer, code, detail = _explain(str(error))
        errors = [{"pointer": pointer, "code": code, "detail": detail}]
        raise Problem(422, "validation_failed", detail, errors=errors) from None  # type: ignore[arg-type]  # open members


class _Nothing(msgspec.Struct):
    """No parameters."""


def _explain(message: str) -> tuple[str, str, str]:
    """Turn msgspec's sentence, e.g. ``Expected `str`, got `int` - at `$.a[0]```, into pointer, code, sentence."""
    detail, _, path = message.partition(" - at ")
    pointer = path.strip("`").removeprefix("$").replace(".", "/").replace("[", "/").replace("]", "")
    for mark, code, sentence in _ABOUT_NAMES:
        if mark in detail:
            name = detail.split("`")[1]
            return f"{pointer}/{name}", code, f"{name}: {sentence}"
    return pointer, "invalid", f"{pointer.lstrip('/') or 'body'}: {detail.replace('`', '')}."


def raw_body(request: HttpRequest, media_types: Collection[str], *, largest: int) -> bytes:
    """Return a body that is a file as it is, read piece by piece so that nothing over ``largest`` bytes is ever held.

    Raises Problem: 411 without Content-Length, 413 over ``largest``, 415 for another media type, 400 when cut short.
    """
    _media_type_check(request, set(media_types))
    length = _length(request, largest)
    parts, left = [], length
    while left and (part := request.read(min(left, _PIECE))):
        parts.append(part)
        left -= len(part)
    if left:
        raise Problem(400, "bad_request", "The body is shorter than its Content-Length.")
    return b"".join(parts)


def _raw(request: HttpRequest) -> bytes:
    length = _length(request, MAX_BODY)
    if len(request.body) != length:
        raise Problem(400, "bad_request", "The body is shorter than its Content-Length.")
    return request.body


def _length(request: HttpRequest, largest: int) -> int:
    if "Transfer-Encoding" in request.headers:
        raise Problem(411, "bad_request", "Send the body whole, with Content-Length.")
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > largest:
        raise Problem(413, "bad_request", f"The body may be {largest // 1024} KiB at most.")
    return length


def _media_type_check(request: HttpRequest, allowed: set[str]) -> None:
    if request.content_type not in allowed:
        detail = f"Send the body as {' or '.join(sorted(allowed))}."
        raise Problem(415, "bad_request", detail)


def _pairs(raw: bytes, shape: type[Any]) -> dict[str, Any]:
    """Decode a query string or form of ``shape``; refuses bad UTF-8, NUL, repeated and too many fields."""
    try:
        decoded = parse_qs(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        raise Problem(400, "bad_request", "The parameters are not URL-encoded UTF-8, or are too many.") from None
    lists = {field.encode_name for field in _fields(shape) if _is_list(field.type)}
    return {name: _value(name, values, listed=name in lists) for name, values in decoded.items()}


def _fields(shape: type[Any]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(cast("type[msgspec.Struct]", shape))


def _value(name: str, values: list[str], *, listed: bool) -> str | list[str]:
    pointer = f"/{name}"
    for value in (name, *values):
        text_check(value, pointer)
    if listed:
        return [part for value in values for part in value.split(",")]
    if len(values) > 1:
        raise bad_request(pointer, "repeated", f"Give {name} once.")
    return values[0]


def _is_list(kind: Any) -> bool:
    candidates = getattr(kind, "__args__", ()) if get_origin(kind) is not list else ()
    return (get_origin(kind) or kind) in {list, tuple} or any((get_origin(c) or c) in {list, tuple} for c in candidates)
