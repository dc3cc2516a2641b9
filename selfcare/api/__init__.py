"""The base of the JSON API: strict input, msgspec output, one declaration per operation for behaviour and schema."""

from __future__ import annotations

from selfcare.api.access import app_request
from selfcare.api.decoding import body, query
from selfcare.api.operations import operation
from selfcare.api.responses import encoded, etag_matches, json_response, revalidated
from selfcare.api.views import ApiView

__all__ = [
    "ApiView",
    "app_request",
    "body",
    "encoded",
    "etag_matches",
    "json_response",
    "operation",
    "query",
    "revalidated",
]
