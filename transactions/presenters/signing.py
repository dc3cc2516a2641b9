"""How a signed paper says so: the QR code, its number and check word, and who signed it when with which key."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

import msgspec
import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from selfcare.display import Display
from transactions.domain.signing import PaperKind

_QUIET: Final = 4  # modules of white around the code (ISO/IEC 18004)


class Code(msgspec.Struct, frozen=True):
    """A QR code as one SVG path over ``size`` modules each way."""

    size: int
    path: str


class Sign(msgspec.Struct, frozen=True):
    """``since`` is what happened to it later, "" when nothing can."""

    number: str
    word: str
    code: Code
    check_url: str
    check_place: str
    signed_by: str
    signed: str
    since: str = ""
    kind: PaperKind = "Receipt"


def sign_view(
    kind: PaperKind,
    *,
    number: str,
    word: str,
    key_id: str,
    at: datetime,
    display: Display,
    by: str = "",
    since: str = "",
) -> Sign:
    """Return what stands under "Signed"; ``by`` is whom it was signed for, "" when that is nobody else."""
    names = {"product": settings.PRODUCT_NAME, "operator": by}
    return Sign(
        number=number,
        word=word_text(word),
        code=qr_code(check_address(number, word)),
        check_url=reverse("receipt_check"),
        check_place=settings.PUBLIC_URL.partition("://")[2] + reverse("receipt_check"),
        signed_by=gettext("%(product)s for %(operator)s") % names if by else settings.PRODUCT_NAME,
        signed=_signed(at, key_id, display),
        since=since,
        kind=kind,
    )


def word_text(word: str) -> str:
    """Return a check word in two halves, as it is read aloud."""
    return f"{word[:4]} {word[4:]}"


def check_address(number: str, word: str) -> str:
    """Return the absolute address of the check page for one paper: what the QR code says."""
    return f"{settings.PUBLIC_URL}{reverse('receipt_check')}?{urlencode({'no': number, 'word': word})}"


def qr_code(text: str) -> Code:
    """Return the QR code of a text, with its white rim, each row's black runs as one line of the path."""
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=_QUIET))
    runs: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, cells in groupby(row):
            width = len(list(cells))
            if is_dark:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return Code(len(rows), "".join(runs))


def _signed(moment: datetime, key_id: str, display: Display) -> str:
    day = display.day_of(moment)
    return gettext("%(date)s %(year)s, %(time)s, key %(key)s") % {
        "date": display.date_month(day),
        "year": day.year,
        "time": display.time_seconds(moment),
        "key": key_id,
    }
