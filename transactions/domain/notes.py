"""What a customer writes about a transaction for themselves."""

from __future__ import annotations

from datetime import datetime

import msgspec


class NoteText(msgspec.Struct, frozen=True):
    """A label, a note and tags; all of it empty is no note. ``at`` is when it was saved, UTC."""

    label: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    at: datetime | None = None
