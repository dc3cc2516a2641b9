"""The seal of a PDF: its last line, a comment that signs every byte before it.

It holds number, check word, key and an Ed25519 signature over all that stands before the signature. So a file is judged
without being parsed, stored or compared with a copy, and one that differs by a byte fails. Readers of PDF look for the
end mark within the last 1024 bytes: the line disturbs none.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

import msgspec

from selfcare.keyring import keyring
from transactions.domain.signing import PaperKind

_SEAL: Final = re.compile(
    rb"\n%Selfcare-(Receipt|Statement|Decision) ([A-Z0-9-]{3,40}) ([0-9A-Z]{8}) "
    rb"([A-Za-z0-9._-]{1,32}) ([A-Za-z0-9+/]{86}==)\n\Z"
)
_LONGEST_SEAL: Final = 256


class Seal(msgspec.Struct, frozen=True):
    kind: str
    number: str
    word: str


def sealed(content: bytes, *, kind: PaperKind, number: str, word: str) -> bytes:
    """Return a file with its seal, signed with today's key: a file is made when it is asked for."""
    keys = keyring()
    head = f"\n%Selfcare-{kind} {number} {word} {keys.signing_id} ".encode()
    begun = content.rstrip(b"\n") + head
    return begun + base64.b64encode(keys.sign(begun)) + b"\n"


def seal_of(content: bytes) -> Seal | None:
    """Return what a file's seal says when it is ours and the file unchanged; None for any other file."""
    found = _SEAL.search(content, max(0, len(content) - _LONGEST_SEAL))
    if found is None:
        return None
    kind, number, word, key_id, text = (part.decode() for part in found.groups())
    try:
        signature = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    if base64.b64encode(signature).decode() != text:  # the last digit of base 64 has bits that mean nothing
        return None
    if not keyring().is_signed(content[: found.start(5)], signature, key_id):
        return None
    return Seal(kind, number, word)
