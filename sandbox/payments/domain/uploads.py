"""Files people send as evidence: how large, of which kind by their content, and what they may be called."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import msgspec

from sandbox.payments.domain.errors import Field, Refused

LARGEST: Final = 10 * 1024 * 1024
MOST_PER_DAY: Final = 50
DAY: Final = timedelta(days=1)
_LONGEST_NAME: Final = 200
_BEGINNINGS: Final = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MEDIA_TYPES: Final = tuple(_BEGINNINGS)


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """See `sandbox.payments.models.Upload`."""

    id: str
    customer_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime


class Sent(msgspec.Struct, frozen=True):
    """A file on its way in: what an idempotency key stands for is its name, kind and digest."""

    name: str
    media_type: str
    content: bytes

    @property
    def fingerprint(self) -> dict[str, str]:
        return {"name": self.name, "media_type": self.media_type, "sha256": hashlib.sha256(self.content).hexdigest()}


def name_read(header: str | None) -> str:
    """Return the name of an ``X-File-Name`` header, percent-encoded UTF-8. Raises Refused ``bad_request`` (400)."""
    try:
        name = unquote_to_bytes(header or "").decode("utf-8")
    except UnicodeDecodeError:
        raise _bad_name() from None
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable() or {"/", "\\"} & set(name):
        raise _bad_name()
    return name


def content_check(sent: Sent) -> None:
    """Raise Refused ``validation_failed`` (422) for nothing at all, and for what is not of the kind it says it is."""
    if not sent.content:
        raise _wrong("empty", "The file is empty.")
    if not sent.content.startswith(_BEGINNINGS[sent.media_type]):
        raise _wrong("media_type", f"This is not {sent.media_type}.")


def upload_wire(upload: Upload) -> dict[str, Any]:
    """Return the Upload resource; its bytes are another answer."""
    names = ("id", "name", "media_type", "size", "sha256")
    return {name: getattr(upload, name) for name in names}


def _bad_name() -> Refused:
    detail = f"The file's name in percent-encoded UTF-8, 1 to {_LONGEST_NAME} printable characters, no slash."
    return Refused("bad_request", "X-File-Name cannot be used.", Field("X-File-Name", "format", detail))


def _wrong(code: str, detail: str) -> Refused:
    return Refused("validation_failed", "The file cannot be used.", Field("/", code, detail))
