"""Papers are signed once for the same content, and remembered for whoever checks them later."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from selfcare.keyring import keyring
from selfcare.stores import database_errors
from transactions.domain.signing import canonical, check_word, content_digest, numbered
from transactions.models.signing import ContentSigned

Row = TypeVar("Row", bound=ContentSigned)


class SignedText(msgspec.Struct, frozen=True):
    """A signed paper: ``content`` is what was signed."""

    number: str
    content: bytes
    signature: bytes
    key_id: str
    check_word: str
    issued_at: datetime


def content_sign(
    model: type[Row],
    content: msgspec.Struct,
    *,
    numbered_by: Callable[[bytes], str],
    known: Mapping[str, Any],
    now: datetime,
) -> SignedText:
    """Return the paper with its signature; the same ever after for the same content, whichever key signs today.

    ``numbered_by`` makes its number of the content's digest, ``known`` are the row's own columns.
    """
    row = _remembered(model, content, numbered_by, known, now.replace(microsecond=now.microsecond // 1000 * 1000))
    signed = canonical(numbered(content, number=row.number, issued_at=row.issued_at))
    return SignedText(row.number, signed, row.signature_bytes, row.key_id, row.check_word, row.issued_at)


@database_errors()
def _remembered(
    model: type[Row],
    content: msgspec.Struct,
    numbered_by: Callable[[bytes], str],
    known: Mapping[str, Any],
    now: datetime,
) -> Row:
    digest = content_digest(content)
    rows = model._default_manager  # noqa: SLF001 - how Django names the manager of a model that is passed
    row = rows.filter(digest=digest.hex()).first()
    if row is None:
        number = numbered_by(digest)
        signed = signature_columns(canonical(numbered(content, number=number, issued_at=now)))
        columns = {**known, **signed, "number": number, "issued_at": now}
        row, _new = rows.get_or_create(digest=digest.hex(), defaults=columns)
    return row


def signature_columns(content: bytes) -> dict[str, str]:
    """Sign with today's key. Returns the columns that every signed paper's row has of it."""
    keys = keyring()
    signature = keys.sign(content)
    return {
        "key_id": keys.signing_id,
        "signature": base64.b64encode(signature).decode(),
        "check_word": check_word(signature),
    }
