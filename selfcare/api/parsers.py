"""JSON as strict as RFC 8259 allows: one object or array, UTF-8, no duplicate names, no NaN, bounded size and depth.

Hand-written because DRF's parser answers 100,000 open brackets with a 500, keeps the last of two equal names, and
lets through strings no database stores.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.parsers import BaseParser

from selfcare.domain.errors import BadRequest, FieldError
from selfcare.domain.money import LARGEST
from selfcare.errors import sentence

MOST_DEPTH: Final = 20
MOST_DIGITS: Final = 20
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """Parse a request body, or raise BadRequest (invalid_json) that says where and why."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        _media_type: str | None = None,
        _parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read at most 64 KiB. Raises RequestDataTooBig beyond that."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise RequestDataTooBig
        return strict_json(raw)


def strict_json(raw: bytes) -> Any:
    """Return the value; numbers with a fraction are Decimal. Raises BadRequest."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_fraction,
            parse_int=_integer,
        )
    except RecursionError as error:
        raise _refused("depth") from error
    except ValueError as error:
        raise _refused("syntax") from error
    _look_through(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) == len(pairs):
        return names
    seen: set[str] = set()
    twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]  # add returns None, which is false
    raise _refused("duplicate", "/" + _escape(twice))


def _constant(_text: str) -> Any:
    raise _refused("number")


def _fraction(text: str) -> Decimal:
    if len(text) > MOST_DIGITS:
        raise _refused("number")
    return Decimal(text)


def _integer(text: str) -> int:
    """Beyond 2^53 readers of JSON disagree about a number (RFC 8259, section 6), and databases overflow."""
    if len(text) > MOST_DIGITS or abs(int(text)) > LARGEST:
        raise _refused("number")
    return int(text)


def _look_through(value: Any) -> None:
    """Check depth and characters of every name and string, without recursion."""
    waiting: list[tuple[Any, str, int]] = [(value, "", 1)]
    while waiting:
        item, pointer, depth = waiting.pop()
        if isinstance(item, str):
            _check_text(item, pointer)
        elif isinstance(item, dict | list):
            if depth > MOST_DEPTH:
                raise _refused("depth")
            pairs = item.items() if isinstance(item, dict) else enumerate(item)
            for name, inner in pairs:
                here = f"{pointer}/{_escape(str(name))}"
                _check_text(str(name), here)
                waiting.append((inner, here, depth + 1))


def _check_text(text: str, pointer: str) -> None:
    if _FORBIDDEN.search(text):
        raise _refused("characters", pointer)


def _refused(code: str, pointer: str = "") -> BadRequest:
    return BadRequest("invalid_json", fields=(FieldError(pointer, code, sentence(code)),))


def _escape(name: str) -> str:
    """Return a name as a JSON pointer's token (RFC 6901), in characters an answer can carry."""
    printable = "".join(char if char.isprintable() and not "\ud800" <= char <= "\udfff" else "?" for char in name[:64])
    return printable.replace("~", "~0").replace("/", "~1")
