"""JSON answers as bytes from msgspec, and conditional requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag

_ENCODER = msgspec.json.Encoder(decimal_format="string")


def json_response(
    data: Any, status: int = 200, headers: Mapping[str, str] | None = None, *, etag: str = ""
) -> HttpResponse:
    """Return a struct, or anything made of them, as JSON; ``etag`` is a bare word and makes the answer revalidable."""
    sent = {**(headers or {}), **({"ETag": quote_etag(etag)} if etag else {})}
    return HttpResponse(_ENCODER.encode(data), "application/json", status, headers=sent)


def etag_matches(request: HttpRequest, etag: str) -> HttpResponse | None:
    """Return 304 when the client already has this version (RFC 9110, 13.1.2; weak comparison), else None."""
    given = parse_etags(request.headers.get("If-None-Match", ""))
    tag = quote_etag(etag)
    if "*" in given or tag in [value.removeprefix("W/") for value in given]:
        return HttpResponse(status=304, headers={"ETag": tag})
    return None
