"""Headers in and out, and who may call: the parts every document refers to."""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final = {"type": "string"}
_ASCII: Final = {"type": "string", "minLength": 1, "maxLength": 255}
_KEY: Final = (
    "A new random value for each new order, bare or quoted; the same value to send the same order again. Kept for seven"
    " days per customer and route. Without it 400 idempotency_key_missing; with another body 422"
    " idempotency_key_reused; while the first runs 409 idempotency_in_progress with Retry-After. 2xx and final 4xx are"
    " kept and given again with Idempotent-Replayed; 401, 429 and 5xx are not, the same key goes on."
)


def _in(name: str, description: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


PARAMETERS: Final = {
    "X-Request-Id": _in(
        "X-Request-Id", "Echoed and logged; one is made without it.", {**_TEXT, "pattern": "^[A-Za-z0-9._:~-]{1,64}$"}
    ),
    "Idempotency-Key": _in("Idempotency-Key", _KEY, _ASCII, required=True),
    "X-File-Name": _in(
        "X-File-Name",
        "The file's own name in percent-encoded UTF-8; no path.",
        {**_ASCII, "maxLength": 1000},
        required=True,
    ),
    "If-None-Match": _in("If-None-Match", "ETags the caller has; 304 when one is current (RFC 9110).", _TEXT),
    "X-Forwarded-For": _in("X-Forwarded-For", "The end user's address, unless client.ip says it.", _TEXT),
    "X-Client-User-Agent": _in(
        "X-Client-User-Agent", "The end user's browser, unless client.user_agent says it.", _TEXT
    ),
    "webhook-id": _in("webhook-id", "The event's id: handle each once.", _TEXT, required=True),
    "webhook-timestamp": _in(
        "webhook-timestamp", "Seconds since 1970 of this attempt; refuse over 300 away.", _TEXT, required=True
    ),
    "webhook-signature": _in(
        "webhook-signature",
        "v1, and the base64 of HMAC-SHA256 over id.timestamp.body; several by spaces while a secret is rotated.",
        _TEXT,
        required=True,
    ),
}
HEADERS: Final = {
    "X-Request-Id": {"description": "The request's id, the caller's own when it sent one.", "schema": _TEXT},
    "Selfcare-Contract": {"description": "The contract's version.", "schema": {"type": "string", "const": "1.0"}},
    "ETag": {"description": 'The resource\'s version, "v7".', "schema": {"type": "string", "pattern": '^"v[0-9]+"$'}},
    "Content-Disposition": {
        "description": "attachment, with the file's own name (RFC 6266).",
        "schema": _TEXT,
    },
    "Location": {"description": "The address of what was made.", "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
    "Idempotent-Replayed": {"description": "true when this is the key's first answer again.", "schema": _TEXT},
    "Cache-Control": {"description": "How long the answer holds.", "schema": _TEXT},
    "WWW-Authenticate": {
        "description": "Bearer (RFC 6750). For step_up_required (RFC 9470): "
        'error="insufficient_user_authentication", acr_values="aal2", max_age=300.',
        "schema": _TEXT,
    },
}
SECURITY: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The customer's access token (RFC 9068); the service takes the customer from it.",
    },
    "service": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Service-Token",
        "description": "The token trusted services share. With X-Customer-Id it is the header mode of a private network"
        " and what background work uses; on its own it opens what is for services only.",
    },
    "merchant": {
        "type": "http",
        "scheme": "bearer",
        "description": "The merchant's API key, mk_ and 43 characters.",
    },
    "customer": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Customer-Id",
        "description": "Whose data is asked for; counts only beside X-Service-Token.",
    },
}
