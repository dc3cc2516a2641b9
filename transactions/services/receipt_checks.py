"""Whether a receipt, a statement or a decision is one of ours: by its number and check word, or by the file itself."""

from __future__ import annotations

import base64
from typing import Any, Final

import msgspec

from selfcare.keyring import keyring
from selfcare.limits import limit_forgive, limit_use
from selfcare.stores import database_errors
from transactions.domain.signing import canonical, check_word, words_match
from transactions.models import SignedDecision, SignedReceipt, SignedStatement
from transactions.services.sealing import seal_of

LARGEST_FILE: Final = 1024 * 1024
TRIES, WINDOW = 5, 900
_LIMIT: Final = "receipt-checks"
_SAME_NUMBER: Final = 10
Proof = SignedReceipt | SignedStatement | SignedDecision
_KINDS: Final[tuple[type[Proof], ...]] = (SignedReceipt, SignedStatement, SignedDecision)


def proof_check(*, number: str, word: str) -> Proof | None:
    """Return what a number and a check word belong to; None when they do not belong together."""
    return next((row for row in _rows(number.strip().upper()) if words_match(word, row.check_word)), None)


def file_check(*, content: bytes) -> Proof | None:
    """Return what a file is, byte by byte; None for any other file. Nothing of it is kept."""
    seal = seal_of(content)
    return proof_check(number=seal.number, word=seal.word) if seal else None


def document_check(*, content: bytes) -> Proof | None:
    """Return what a receipt's JSON document is: its text signed by one of our keys; None for any other."""
    try:
        document = _DOCUMENT.decode(content)
        signed = canonical(document.receipt)
        signature = base64.b64decode(document.signature, validate=True)
    except (ValueError, RecursionError):
        return None
    number = document.receipt.get("number")
    if not isinstance(number, str) or not keyring().is_signed(signed, signature, document.key_id):
        return None
    return proof_check(number=number, word=check_word(signature))


def try_count(*, network: str) -> tuple[int, int]:
    """Count one try. Returns how many are left, -1 when it was one too many, and the seconds until all are back."""
    used, milliseconds = limit_use(_LIMIT, network, TRIES, WINDOW)
    return max(-1, TRIES - used), max(1, -(-milliseconds // 1000))


def try_forgive(*, network: str) -> None:
    """Take the try back that turned out well: a till may check a hundred good receipts."""
    limit_forgive(_LIMIT, network)


class _Document(msgspec.Struct, frozen=True):
    receipt: dict[str, Any]
    signature: str
    key_id: str


_DOCUMENT: Final = msgspec.json.Decoder(_Document)


@database_errors()
def _rows(number: str) -> list[Proof]:
    return [row for kind in _KINDS for row in kind._default_manager.filter(number=number)[:_SAME_NUMBER]]  # noqa: SLF001 - Django's name for a model's manager
