"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header-07): how a key and a body are read."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any, Final

import msgspec

from sandbox.payments.domain.errors import Field, Refused

LEASE: Final = timedelta(seconds=10)  # an operation is over well within it; a killed one can be resumed after it
KEPT: Final = timedelta(days=7)
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_PASSING: Final = frozenset({401, 429})
_SERVER: Final = 500


class Answer(msgspec.Struct, frozen=True):
    """What was answered the first time, to be given again word for word."""

    status: int
    body: str
    headers: dict[str, str] = msgspec.field(default_factory=dict)


def key_read(header: str | None) -> str:
    """Return the key of an ``Idempotency-Key`` header, quoted (RFC 8941 string) or bare.

    Raises Refused ``idempotency_key_missing`` without one and ``bad_request`` for one that is not 1 to 255 printable
    ASCII characters (both 400).
    """
    text = (header or "").strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if not text:
        field = Field("Idempotency-Key", "required", "Send a new random key with each new operation.")
        raise Refused("idempotency_key_missing", "This request needs an Idempotency-Key header.", field)
    if not _KEY.fullmatch(text):
        field = Field("Idempotency-Key", "format", "1 to 255 printable ASCII characters without spaces.")
        raise Refused("bad_request", "The Idempotency-Key header cannot be used.", field)
    return text


def fingerprint(body: Any) -> str:
    """Return the SHA-256 of the body in canonical form: members sorted, no spaces, so that formatting is no change."""
    return hashlib.sha256(msgspec.json.encode(body, order="deterministic")).hexdigest()


def storable(refusal: Refused) -> bool:
    """Say whether a refusal is the final answer of its key. 401, 429, a running key and 5xx are not."""
    return refusal.status not in _PASSING and refusal.code != "idempotency_in_progress" and refusal.status < _SERVER
