"""WeasyPrint, held to our own static files. Its import costs a second and needs Pango: see `selfcare.pdf.warm_up`."""

from __future__ import annotations

import mimetypes
import os
import re
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint import Attachment as Embedded
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

if TYPE_CHECKING:
    from selfcare.pdf import Attachment

# fontTools writes the time into each font of a document; a document's bytes are to follow from what it says alone.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
# WeasyPrint lets the whole process take pictures that break off; evidence that breaks off is refused.
ImageFile.LOAD_TRUNCATED_IMAGES = False

STYLES: Final = ("css/selfcare.css", "pdf/pdf.css")
# Addresses of files are absolute inside the document; this origin answers nowhere but here.
_FILES: Final = "https://static.invalid"
_USE: Final = re.compile(r'<use href="[^"#]*#([\w-]+)"/>')
_SYMBOL: Final = re.compile(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
_FONT: Final = re.compile(r"@font-face\s*\{[^}]*\}")
# WeasyPrint takes a range for what the font has; ours is what browsers load it for, and what it lacks would be blank.
_RANGE: Final = re.compile(r"unicode-range:[^;}]*;?")
_STROKES: Final = (
    '<g fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{}</g>'
)


class _StaticFiles(URLFetcher):  # type: ignore[misc]  # the library has no types
    """Reads the product's static files and refuses everything else: no network, no other file of the machine."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  # the library's signature
        prefix = f"{_FILES}{settings.STATIC_URL}"
        if not url.startswith(prefix):
            raise ValueError("only the product's own static files belong in a document")
        path = _file(url.removeprefix(prefix))
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def _file(name: str) -> Path:
    """Return a static file's place on disk: its source on localhost, where collectstatic put it elsewhere."""
    if settings.LOCAL:
        found = finders.find(name)
        return Path(found) if isinstance(found, str) else Path("/nonexistent")
    root = Path(settings.STATIC_ROOT).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise ValueError("a static file lies under STATIC_ROOT")
    return path


class _Press:
    """Stylesheets and fonts, read once per process. Pango's objects are not to be shared: one document at a time.

    Stylesheets are plain values and may be parsed before a fork. Fonts are not: Pango keeps threads and a folder of its
    own, which goes with the process that made it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._fetcher = _StaticFiles()
        self._styles: list[Any] = []
        self._fonts: Any = None

    def written(self, html: str, embedded: list[Any]) -> bytes:
        with self._lock:
            self.parse()
            self._open_fonts()
            document = HTML(string=html, base_url=settings.PUBLIC_URL, url_fetcher=self._fetcher)
            made: bytes = document.write_pdf(
                stylesheets=self._styles, font_config=self._fonts, attachments=embedded, pdf_tags=True
            )
        return made

    def parse(self) -> None:
        """Read the stylesheets; without a font configuration their fonts are passed over."""
        if not self._styles:
            self._styles = [CSS(url=_address(name), url_fetcher=self._fetcher) for name in STYLES]

    def _open_fonts(self) -> None:
        if self._fonts is None:
            fonts = FontConfiguration()
            for name in STYLES:
                rules = _RANGE.sub("", "".join(_FONT.findall(_text(name))))
                CSS(string=rules, base_url=_address(name), url_fetcher=self._fetcher, font_config=fonts)
            self._fonts = fonts


_press: Final = _Press()


def warm_up() -> None:
    """Parse the stylesheets, for whoever is forked from here."""
    _press.parse()


def written(html: str, attachments: tuple[Attachment, ...]) -> bytes:
    """Return the document as PDF. The stylesheets are the product's own, whatever the markup names."""
    embedded = [
        Embedded(
            string=file.content,
            name=file.name,
            description=file.description,
            created=file.made,
            modified=file.made,
            relationship="Data",
        )
        for file in attachments
    ]
    return _press.written(_USE.sub(_drawn, html), embedded)


def _drawn(use: re.Match[str]) -> str:
    """WeasyPrint draws no symbol of another file, so an icon's strokes stand in its place."""
    return _STROKES.format(_icons()[use[1]])


@lru_cache(maxsize=1)
def _icons() -> dict[str, str]:
    return dict(_SYMBOL.findall(_text("img/icons.svg")))


def _address(name: str) -> str:
    return f"{_FILES}{static(name)}"


def _text(name: str) -> str:
    return _file(static(name).removeprefix(settings.STATIC_URL)).read_text(encoding="utf-8")
