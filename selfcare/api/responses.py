"""JSON answers as bytes from msgspec, and conditional requests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request

from selfcare.api.access import app_request

_ENCODER = msgspec.json.Encoder(decimal_format="string")


def json_response(
    data: Any, status: int = 200, headers: Mapping[str, str] | None = None, *, etag: str = ""
) -> HttpResponse:
    """Return a struct, or anything made of them, as JSON. ``etag`` is a bare word, sent as a weak tag.

    Weak (RFC 9110, 8.8.1), because an answer with the same tag may tell another time of reading, and may be compressed.
    """
    sent = {**(headers or {}), **({"ETag": _weak(etag)} if etag else {})}
    return HttpResponse(_ENCODER.encode(data), "application/json", status, headers=sent)


def revalidated(request: Request, data: Any, *, version: str = "", same: Any = None) -> HttpResponse:
    """Return ``data`` with its ETag, or 304 when the client has it already.

    ``version`` is what the data itself counts up at each change; without one the tag is a digest of ``same``: all of
    the data unless given, and less where an answer tells, say, when it was read.
    """
    if not version and same is None:
        data = same = encoded(data)
    tag = version or hashlib.sha256(_ENCODER.encode(same)).hexdigest()[:32]
    return etag_matches(app_request(request), tag) or json_response(data, etag=tag)


def encoded(data: Any) -> msgspec.Raw:
    """Return the data as it is sent, for what is part both of an answer and of its tag: it is written out once."""
    return msgspec.Raw(_ENCODER.encode(data))


def with_etag(request: Request, response: HttpResponse) -> HttpResponse:
    """Give an answer that has none an ETag of its content, or return 304 when the client has it already."""
    if response.status_code != HTTPStatus.OK or "ETag" in response:
        return response
    tag = hashlib.sha256(response.content).hexdigest()[:32]
    response["ETag"] = _weak(tag)
    return etag_matches(app_request(request), tag) or response


def etag_matches(request: HttpRequest, etag: str) -> HttpResponse | None:
    """Return 304 when the client already has this version (RFC 9110, 13.1.2; weak comparison), else None."""
    given = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if "*" in given or quote_etag(etag) in [value.removeprefix("W/") for value in given]:
        return HttpResponse(status=304, headers={"ETag": _weak(etag)})
    return None


def _weak(etag: str) -> str:
    return f"W/{quote_etag(etag)}"
