"""``@operation``: what an API method takes, gives and refuses, written once for its behaviour and its schema."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from selfcare.api import decoding
from selfcare.api.responses import with_etag
from selfcare.rates import CALLS, VISITORS, Rate

Handler = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Operation:
    """One method of one address. ``status`` is that of success, ``also`` others with the same shape.

    ``accepts`` is the shape of a 202 that has one of its own: the order was taken, its outcome is told later.

    ``errors`` are problem codes of the error table, ``files`` the media types of an answer that is a file,
    ``files_in`` those of a body that is one.
    """

    summary: str
    description: str
    returns: type[Any] | None
    query: type[msgspec.Struct] | None
    body: type[msgspec.Struct] | None
    errors: tuple[str, ...]
    status: int
    headers: tuple[str, ...]
    also: tuple[int, ...] = ()
    accepts: type[Any] | None = None
    rate: Rate | None = None
    etag: bool = False
    files: tuple[str, ...] = ()
    files_in: tuple[str, ...] = ()

    def rates(self, *, is_public: bool) -> list[Rate]:
        """Return the rates a call counts in."""
        return [VISITORS if is_public else CALLS, *([self.rate] if self.rate else [])]


def operation(
    *,
    summary: str,
    returns: type[Any] | None = None,
    query: type[msgspec.Struct] | None = None,
    body: type[msgspec.Struct] | None = None,
    errors: tuple[str, ...] | list[str] = (),
    status: int = 200,
    headers: tuple[str, ...] = (),
    description: str = "",
    also: tuple[int, ...] = (),
    accepts: type[Any] | None = None,
    rate: Rate | None = None,
    etag: bool = True,
    files: tuple[str, ...] = (),
    files_in: tuple[str, ...] = (),
) -> Callable[[Handler], Handler]:
    """Declare a method of an ApiView.

    The declared input is decoded before the method runs and is found as ``request.query`` and ``request.body_input``;
    wrong input never reaches it, and with no ``query`` declared any query parameter is refused. ``headers`` names the
    request headers it reads; ``rate`` a row of `selfcare.rates` counted besides the calls of the session; ``files`` the
    media types of what it answers where that is no JSON, ``files_in`` those of a body it reads as it is. What ``get``
    answers has an ETag of its content, and 304 for who has it, unless ``etag`` is false or the method gave its own.
    """

    def decorate(handler: Handler) -> Handler:
        tagged = etag and handler.__name__ == "get"
        return _declared(
            handler,
            Operation(
                summary, description, returns, query, body, tuple(errors), status, headers, also, accepts, rate, tagged,
                files, files_in,
            ),
        )  # fmt: skip

    return decorate


def _declared(handler: Handler, declared: Operation) -> Handler:
    @functools.wraps(handler)
    def handle(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        _decode(request, declared)
        response = handler(view, request, *args, **kwargs)
        return with_etag(request, response) if declared.etag else response

    handle.operation = declared  # type: ignore[attr-defined]  # a mark on the function, read by `declaration`
    return handle


def declaration(view: Any, method: str) -> Operation | None:
    """Return what ``@operation`` declared for a view's method; None for a method without it. HEAD is as GET."""
    name = "get" if method == "HEAD" else method.lower()
    found = getattr(getattr(view, name, None), "operation", None)
    return found if isinstance(found, Operation) else None


def _decode(request: Any, declared: Operation) -> None:
    if declared.query:
        request.query = decoding.query(request, declared.query)
    else:
        decoding.refuse_unknown(request.query_params, frozenset())
    if declared.body:
        request.body_input = decoding.body(request, declared.body)
