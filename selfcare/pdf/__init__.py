"""A part of a page as PDF (WeasyPrint): the page's own markup, stylesheet and fonts, and nothing from any network.

The drawing libraries (Pango and what it needs) belong to the system and may be missing: ask ``available`` before a link
is offered; printing the page needs none of this. ``selfcare.pdf.engine`` holds WeasyPrint: web imports it before its
workers are forked (``warm_up``) and each of them tries it out (``rehearse``); others import it with a first document.
"""

from __future__ import annotations

import ctypes
import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation

from selfcare.display import Display
from selfcare.domain.errors import CapabilityUnavailable

_PANGO: Final = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "libpango-1.0-0")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the document. ``made`` is an aware moment; the same one gives the same bytes."""

    name: str
    description: str
    content: bytes
    made: dt.datetime


@lru_cache(maxsize=1)
def available() -> bool:
    """Tell whether Pango is installed on this machine; looked for once."""
    for name in _PANGO:
        with suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False


def warm_up() -> None:
    """Load what documents are made with, so that a worker forked from here makes its first one in good time.

    Shared memory, no thread and no open file: fonts belong to each process and are opened with its first document.
    """
    if available():
        from selfcare.pdf import engine

        engine.warm_up()


def rehearse() -> None:
    """Make an empty document, so that this process has its fonts open and makes the next one at once."""
    if available():
        from selfcare.pdf.engine import written

        written('<html lang="en"><title>Selfcare</title>', ())


def pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    display: Display,
    title: str,
    attachments: Iterable[Attachment] = (),
) -> bytes:
    """Return a tagged PDF of one template: a part of a page, as it stands inside <main>.

    ``title`` names the document; its language is ``display``'s, which ``context`` gets as well. Within one
    process the same input gives the same bytes. Raises CapabilityUnavailable when Pango is missing.
    """
    if not available():
        raise CapabilityUnavailable(needs="pango")
    from selfcare.pdf.engine import written  # a second, unless it was warmed up

    with translation.override(display.language):
        html = render_to_string("pdf.html", {**context, "part": template, "title": title, "display": display})
    return written(html, tuple(attachments))
