"""A file on its way through: its name, its kind, its bytes."""

from __future__ import annotations

from typing import Final

import msgspec

LARGEST_FILE: Final = 10 * 1024 * 1024
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"


class File(msgspec.Struct, frozen=True):
    """``media_type`` is what the content was found to be, never what somebody said it is."""

    name: str
    media_type: str
    content: bytes
