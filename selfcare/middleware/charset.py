"""Which characters an address or a form may hold: no NUL, no control characters, no lone surrogates, valid UTF-8."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_to_bytes

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from selfcare import errors
from selfcare.domain.errors import BadRequest, FieldError
from selfcare.http import AppRequest
from selfcare.middleware.headers import GetResponse

MOST_PARAMETERS: Final = 100
_NOT_IN_LINES: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_IN_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class CharsetMiddleware:
    """Refuse a path, a query or a form field with characters that no keyboard makes: 400 naming the parameter."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AppRequest) -> HttpResponseBase:
        name = wrong_path(request) or wrong_parameter(request.META.get("QUERY_STRING", ""))
        if name:
            return errors.respond(request, refusal(name))
        return self.get_response(request)

    def process_view(
        self, request: AppRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Look at form fields, which CSRF protection has read by now."""
        if request.method != "POST" or request.content_type not in _FORM_TYPES or getattr(view, "csrf_exempt", False):
            return None
        for name, values in request.POST.lists():
            if _NOT_IN_LINES.search(name) or any(_NOT_IN_TEXT.search(str(value)) for value in values):
                return errors.respond(request, refusal(printable(name)))
        return None


_FORM_TYPES: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def wrong_path(request: HttpRequest) -> str:
    """Return "path" when the address holds what it may not."""
    path = request.path
    if _NOT_IN_LINES.search(path) or "\ufffd" in path:
        return "path"
    return "" if path.isascii() and "%" not in path else _wrong_bytes(path)


def _wrong_bytes(path: str) -> str:
    """Django re-escapes bytes of a path that are no UTF-8; what is still escaped after that never was text."""
    try:
        unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return "path"
    return ""


def wrong_parameter(query: str) -> str:
    """Return the first query parameter that holds what it may not, in printable form; "" when all is well."""
    if "%" not in query and query.isascii() and query.count("&") < MOST_PARAMETERS:
        return "query" if _NOT_IN_LINES.search(query) else ""
    try:
        raw = query.encode("iso-8859-1").decode("utf-8", "surrogateescape")
        pairs = parse_qsl(raw, keep_blank_values=True, errors="surrogateescape", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return "query"
    for name, value in pairs:
        if _NOT_IN_LINES.search(name) or _NOT_IN_LINES.search(value):
            return printable(name)
    return ""


def printable(name: str) -> str:
    """Return a parameter's name cut to 64 characters, with everything unprintable as a question mark."""
    return "".join(char if char.isprintable() and char.isascii() else "?" for char in name[:64]) or "?"


def refusal(name: str) -> BadRequest:
    """Return the error for a parameter with forbidden characters."""
    return BadRequest(fields=(FieldError(name, "characters", errors.sentence("characters")),))
