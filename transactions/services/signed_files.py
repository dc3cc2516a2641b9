"""A signed paper as PDF: sealed, with what was signed and the signature attached; one for every kind of paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from selfcare import pdf
from selfcare.display import Display
from transactions.domain.signing import PaperKind
from transactions.services.sealing import sealed
from transactions.services.signing import SignedText


def signed_pdf(
    kind: PaperKind,
    text: SignedText,
    *,
    part: str,
    context: Mapping[str, Any],
    display: Display,
    title: str,
    more: Iterable[pdf.Attachment] = (),
) -> bytes:
    """Return the paper drawn of ``part``, with ``receipt.json`` and ``receipt.sig``, by its kind, and ``more``.

    Raises CapabilityUnavailable where none can be drawn.
    """
    name, made = kind.lower(), text.issued_at
    attachments = (
        pdf.Attachment(f"{name}.json", gettext("What was signed"), text.content, made),
        pdf.Attachment(f"{name}.sig", gettext("The Ed25519 signature"), text.signature, made),
        *more,
    )
    drawn = pdf.pdf(part, context, display=display, title=title, attachments=attachments)
    return sealed(drawn, kind=kind, number=text.number, word=text.check_word)
