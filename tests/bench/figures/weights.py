"""P14: bytes over the wire for the transactions page, compressed as they are sent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.conf import settings

from tests.bench.browser import Browser
from tests.bench.table import Figure

_KB: Final = 1024
_FILE: Final = re.compile(r'(?:href|src)="/static/([^"#]+)')


def weight_figures() -> list[Figure]:
    """Bodies only. The first visit is the page and every file it names, fonts and icons among them."""
    elin = Browser()
    page = elin.get("/transactions").body
    fragment = elin.get("/transactions", {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "tx-results"}).body
    named = set(_FILE.findall(elin.get("/transactions", {"HTTP_ACCEPT_ENCODING": ""}).body.decode()))
    first = len(page) + sum(_sent(settings.STATIC_ROOT / name) for name in named)
    return [
        Figure(key="P14", name="transactions page, first visit", goal=60, measured=first / _KB, unit="KB"),
        Figure(key="P14", name="… repeated visit", goal=4, measured=len(page) / _KB, unit="KB"),
        Figure(key="P14", name="… fragment", goal=2, measured=len(fragment) / _KB, unit="KB"),
    ]


def _sent(path: Path) -> int:
    """Return the size of what a browser that knows Brotli gets."""
    smaller = path.with_name(f"{path.name}.br")
    return (smaller if smaller.exists() else path).stat().st_size
