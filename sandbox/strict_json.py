"""JSON as RFC 8259 says and no more generous: what Python's reader lets through silently is refused here.

The standard reader is used because it alone shows duplicate names; msgspec keeps the last one without a word.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from sandbox.problems import Problem, bad_request

_MAX_DEPTH = 16


def loads(raw: bytes) -> Any:
    """Return the document. Raises Problem 400: bad UTF-8 or JSON, repeated names, NaN, too deep, NUL, surrogates."""
    try:
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, ValueError):
        raise Problem(400, "invalid_json", "The body is not valid JSON in UTF-8.") from None
    _walk(document, "", 0)
    return document


def text_check(text: str, pointer: str) -> None:
    """Refuse text that no database or log can hold: NUL and lone surrogates."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise bad_request(_printable(pointer), "characters", "The text contains a character that is not allowed.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise bad_request(_printable(f"/{name}"), "repeated", "A name appears twice in one object.")
        found[name] = value
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _walk(value: Any, pointer: str, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise Problem(400, "invalid_json", f"The body is nested deeper than {_MAX_DEPTH} levels.")
    if isinstance(value, str):
        text_check(value, pointer)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise bad_request(_printable(pointer), "range", "The number is too large.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            text_check(name, f"{pointer}/{name}")
            _walk(inner, f"{pointer}/{name}", depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _walk(inner, f"{pointer}/{index}", depth + 1)


def _printable(pointer: str) -> str:
    return pointer.encode("ascii", "backslashreplace").decode().replace("\x00", "\\x00")[:200]
