"""A file the payment service keeps for a case."""

from __future__ import annotations

import msgspec


class Upload(msgspec.Struct, frozen=True):
    """What was kept; messages name it by its id."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
