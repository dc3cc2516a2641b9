"""Whether a receipt is one of ours: by its number and check word, or by the file itself.

A file carries a seal as its last line: a PDF comment with number, check word, key and an Ed25519 signature over every
byte before the signature. So a file is judged without being parsed, stored or compared with a copy, and one that
differs by a byte fails. Readers of PDF look for the end mark within the last 1024 bytes: the line disturbs none.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from selfcare.keyring import keyring
from selfcare.limits import limit_forgive, limit_use
from selfcare.stores import database_errors
from transactions.domain.receipts import words_match
from transactions.models import SignedReceipt
from transactions.services.receipts import Signed

LARGEST_FILE: Final = 1024 * 1024
TRIES, WINDOW = 5, 900
_LIMIT: Final = "receipt-checks"
_SEAL: Final = re.compile(
    rb"\n%Selfcare-Receipt ([A-Z0-9-]{3,40}) ([0-9A-Z]{8}) ([A-Za-z0-9._-]{1,32}) ([A-Za-z0-9+/]{86}==)\n\Z"
)
_LONGEST_SEAL: Final = 256


def receipt_check(*, number: str, word: str) -> SignedReceipt | None:
    """Return the receipt a number and a check word belong to; None when they do not belong together."""
    return next((row for row in _rows(number.strip().upper()) if words_match(word, row.check_word)), None)


def file_seal(content: bytes, signed: Signed) -> bytes:
    """Return a receipt's file with its seal, signed with today's key: a file is made when it is asked for."""
    keys = keyring()
    head = f"\n%Selfcare-Receipt {signed.receipt.number} {signed.check_word} {keys.signing_id} ".encode()
    begun = content.rstrip(b"\n") + head
    return begun + base64.b64encode(keys.sign(begun)) + b"\n"


def file_check(*, content: bytes) -> SignedReceipt | None:
    """Return the receipt a file is, byte by byte; None for any other file. Nothing of it is kept."""
    seal = _SEAL.search(content, max(0, len(content) - _LONGEST_SEAL))
    if seal is None:
        return None
    number, word, key_id, text = (part.decode() for part in seal.groups())
    try:
        signature = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    if base64.b64encode(signature).decode() != text:  # the last digit of base 64 has bits that mean nothing
        return None
    if not keyring().is_signed(content[: seal.start(4)], signature, key_id):
        return None
    return receipt_check(number=number, word=word)


def try_count(*, network: str) -> tuple[int, int]:
    """Count one try. Returns how many are left, -1 when it was one too many, and the seconds until all are back."""
    used, milliseconds = limit_use(_LIMIT, network, TRIES, WINDOW)
    return max(-1, TRIES - used), max(1, -(-milliseconds // 1000))


def try_forgive(*, network: str) -> None:
    """Take the try back that turned out well: a till may check a hundred good receipts."""
    limit_forgive(_LIMIT, network)


@database_errors()
def _rows(number: str) -> list[SignedReceipt]:
    return list(SignedReceipt.objects.filter(number=number)[:10])
