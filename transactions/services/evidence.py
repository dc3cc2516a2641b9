"""Files as evidence: known by their content alone, pictures drawn anew, PDF taken whole and never shown.

A picture that was drawn anew holds nothing but its pixels: no place it was taken at, no second file behind the first,
nothing that only looks like a picture. A PDF cannot be drawn anew without changing what it proves, so it is only ever
handed out as an attachment.
"""

from __future__ import annotations

import io
import re
import threading
import unicodedata
from typing import Final

import structlog
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from selfcare.domain import errors
from selfcare.domain.cards import has_card_number
from selfcare.domain.context import Context
from selfcare.domain.files import JPEG, LARGEST_FILE, PDF, PNG, File
from transactions.backends import payment_backend
from transactions.domain import Upload

# Telephones take fifty million; a JPEG of that size is drawn smaller at once, a PNG must be unpacked whole.
MOST_PIXELS: Final = {JPEG: 50_000_000, PNG: 20_000_000}
LONGEST_SIDE: Final = 4000
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_LONGEST_NAME: Final = 100
_BEGINNINGS: Final = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_FORMATS: Final = {PNG: "PNG", JPEG: "JPEG"}
_ENDINGS: Final = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg"}
_PDF_END: Final = re.compile(rb"%%EOF[\r\n\t ]*\Z")
_LAST: Final = 1024
_QUALITY: Final = 88
_OPAQUE: Final = "RGB"
_log = structlog.get_logger("transactions.evidence")


def evidence_keep(*, ctx: Context, name: str, content: bytes, key: str) -> Upload:
    """Make the file safe and have the payment service keep it, once per key of this customer.

    Raises InvalidInput naming ``/file``: empty, media_type, damaged, too_many_pixels; TooLarge over LARGEST_FILE; and
    InvalidInput (idempotency_key_reused) for another file, or another name, under a key that has one.
    """
    file = evidence_read(name, content)
    sent = salted_hmac("transactions.evidence", f"{ctx.customer_id}|{key}", algorithm="sha256").hexdigest()
    return payment_backend().upload_create(ctx, file, key=sent)


def evidence_get(*, ctx: Context, upload_id: str, name: str = "") -> File:
    """Return a file of the customer's, known by its content and called ``name`` as far as that can be.

    Raises NotFound, and UpstreamFailed for any other kind.
    """
    file = payment_backend().upload_get(ctx, upload_id)
    kind = _kind(file.content)
    if kind is None or kind != file.media_type:
        raise errors.UpstreamFailed
    return File(evidence_name(name, kind), kind, file.content)


def evidence_read(name: str, content: bytes) -> File:
    """Return the file as it may be kept: of a kind we take, with nothing in it that is not seen."""
    if not content:
        raise _refused("empty")
    if len(content) > LARGEST_FILE:
        raise too_large()
    kind = _kind(content)
    if kind is None:
        raise _refused("media_type")
    if kind == PDF:
        _pdf_check(content)
        return File(evidence_name(name, PDF), PDF, content)
    kind, drawn = _drawn(content, kind)
    return File(evidence_name(name, kind), kind, drawn)


def _kind(content: bytes) -> str | None:
    return next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)


def _pdf_check(content: bytes) -> None:
    """Refuse what goes on after its end: that is where a second file hides."""
    if not _PDF_END.search(content[-_LAST:]):
        raise _refused("damaged")


def _drawn(content: bytes, kind: str) -> tuple[str, bytes]:
    """Draw the picture anew, upright and at most LONGEST_SIDE pixels long."""
    try:
        with _AT_ONCE, Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as picture:
            return _redrawn(picture, kind)
    except errors.InvalidInput:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused("too_many_pixels") from None
    except Exception as error:  # noqa: BLE001  # a decoder meets anything a stranger can think of
        _log.info("evidence_refused", kind=kind, why=type(error).__name__)
        raise _refused("damaged") from None


def _redrawn(picture: Image.Image, kind: str) -> tuple[str, bytes]:
    """The size is read before a pixel is: a small file can hold a picture of any size."""
    if picture.width * picture.height > MOST_PIXELS[kind]:
        raise _refused("too_many_pixels")
    picture.draft(_OPAQUE, (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    has_alpha = kind == PNG and upright.has_transparency_data
    pixels = upright.convert("RGBA" if has_alpha else _OPAQUE)
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    written = _written(clean, kind)
    if len(written) <= LARGEST_FILE:
        return kind, written
    return JPEG, _written(clean.convert(_OPAQUE), JPEG)


def _written(picture: Image.Image, kind: str) -> bytes:
    into = io.BytesIO()
    if kind == PNG:
        picture.save(into, "PNG", optimize=False)
    else:
        picture.save(into, "JPEG", quality=_QUALITY)
    return into.getvalue()


def evidence_name(name: str, kind: str) -> str:
    """Return the name as it is shown: no path, nothing unprintable, no card number, the ending of what it is."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter for letter in last if letter.isprintable() and unicodedata.category(letter) != "Cf")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}\Z", "", plain.strip()).strip(". ")[:_LONGEST_NAME]
    return f"{'file' if has_card_number(stem) else stem or 'file'}{_ENDINGS[kind]}"


def _refused(code: str) -> errors.InvalidInput:
    return errors.InvalidInput(fields=(errors.FieldError("/file", code, _sentence(code)),))


def too_large() -> errors.TooLarge:
    """Return the refusal of a file over LARGEST_FILE bytes; it says how many may be sent."""
    return errors.TooLarge(fields=(errors.FieldError("/file", "too_large", _sentence("too_large")),))


def _sentence(code: str) -> str:
    """Return what to do about a file that was not taken."""
    texts = {
        "empty": _("This file is empty. Choose another."),
        "too_large": _("This file is over 10 MB. Choose a smaller one."),
        "media_type": _("This is not a PDF, JPEG or PNG. Save it as one of these and add it again."),
        "too_many_pixels": _("This picture is too large. Make it smaller, or take a screenshot of it."),
    }
    return texts.get(code, _("This file is damaged. Save it anew and add it again."))
