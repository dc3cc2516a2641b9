"""Whether a receipt or a statement is one of ours: by its number and check word, or by the file itself."""

from __future__ import annotations

from typing import Final

from selfcare.limits import limit_forgive, limit_use
from selfcare.stores import database_errors
from transactions.domain.signing import words_match
from transactions.models import SignedReceipt, SignedStatement
from transactions.services.sealing import seal_of

LARGEST_FILE: Final = 1024 * 1024
TRIES, WINDOW = 5, 900
_LIMIT: Final = "receipt-checks"
_SAME_NUMBER: Final = 10
Proof = SignedReceipt | SignedStatement


def proof_check(*, number: str, word: str) -> Proof | None:
    """Return what a number and a check word belong to; None when they do not belong together."""
    return next((row for row in _rows(number.strip().upper()) if words_match(word, row.check_word)), None)


def file_check(*, content: bytes) -> Proof | None:
    """Return what a file is, byte by byte; None for any other file. Nothing of it is kept."""
    seal = seal_of(content)
    return proof_check(number=seal.number, word=seal.word) if seal else None


def try_count(*, network: str) -> tuple[int, int]:
    """Count one try. Returns how many are left, -1 when it was one too many, and the seconds until all are back."""
    used, milliseconds = limit_use(_LIMIT, network, TRIES, WINDOW)
    return max(-1, TRIES - used), max(1, -(-milliseconds // 1000))


def try_forgive(*, network: str) -> None:
    """Take the try back that turned out well: a till may check a hundred good receipts."""
    limit_forgive(_LIMIT, network)


@database_errors()
def _rows(number: str) -> list[Proof]:
    receipts = SignedReceipt.objects.filter(number=number)[:_SAME_NUMBER]
    return [*receipts, *SignedStatement.objects.filter(number=number)[:_SAME_NUMBER]]
