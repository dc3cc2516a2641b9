"""A customer's own label, note and tags, as the page of the transaction shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import msgspec

from selfcare.display import Display
from transactions.domain import NoteText

_NO_ERRORS: Final[dict[str, str]] = {}


class Own(msgspec.Struct, frozen=True):
    """The form: what stands in it, what is wrong with it, when it was saved ("" unless just now).

    ``links`` are the tags that were kept, each with the address of all that has it.
    """

    label: str
    note: str
    tags: str
    errors: Mapping[str, str] = _NO_ERRORS
    links: tuple[tuple[str, str], ...] = ()
    saved: str = ""


def own_view(noted: NoteText, *, base: str, display: Display, saved_at: datetime | None = None) -> Own:
    """Return the form of what was kept; ``base`` is the list's address."""
    return Own(
        label=noted.label,
        note=noted.note,
        tags=", ".join(noted.tags),
        links=tuple((tag, f"{base}?{urlencode({'tag': tag})}") for tag in noted.tags),
        saved=display.time(saved_at) if saved_at else "",
    )
