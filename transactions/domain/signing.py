"""What receipts, statements and decisions are signed as, and the check word that whoever holds one can type.

What is signed is a JSON object canonicalised by RFC 8785 (JCS): UTF-8 without a byte order mark, no white space,
members sorted, nothing escaped that need not be. Amounts are integers in minor units and every other value is text,
null or a list, so RFC 8785's rules for fractions are never needed; member names are ASCII, so its order by UTF-16 code
units is Python's own. The signature is Ed25519 (RFC 8032) over exactly these bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

PaperKind = Literal["Receipt", "Statement", "Decision"]
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WORD_LENGTH: Final = 8
# What people take for one another on paper; Crockford's own table and B for 8.
_READ_AS: Final = str.maketrans("OILB", "0118")
_NOT_TYPED: Final = re.compile(r"[\s\-\u2010-\u2015]+")


def canonical(value: object) -> bytes:
    """Return a struct, or JSON values, in RFC 8785's form; fractions and member names beyond ASCII are not for it."""
    plain = msgspec.to_builtins(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def moment_text(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def check_word(signature: bytes) -> str:
    """Return the word of a signature: only who has the signature can tell it."""
    return word_of(hashlib.sha256(signature).digest())


def word_of(digest: bytes) -> str:
    """Return the first 40 bits of a digest in Crockford's base 32: eight letters and figures."""
    bits = int.from_bytes(digest[:5])
    return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(5 * (_WORD_LENGTH - 1), -1, -5))


def words_match(typed: str, word: str) -> bool:
    """Compare a typed check word in constant time: case, blanks and hyphens do not count, nor B for 8, O for 0, I or L
    for 1."""
    return hmac.compare_digest(_folded(typed).encode(), _folded(word).encode())


def _folded(word: str) -> str:
    return _NOT_TYPED.sub("", word).upper().translate(_READ_AS)


def content_digest(content: msgspec.Struct) -> bytes:
    """Return the SHA-256 of a paper's content, which its number is made of."""
    return hashlib.sha256(canonical(content)).digest()


def numbered(content: msgspec.Struct, *, number: str, issued_at: datetime) -> dict[str, Any]:
    """Return what is signed of a paper that is numbered by its content: its members, ``number`` and ``issued_at``."""
    return {**msgspec.to_builtins(content), "number": number, "issued_at": moment_text(issued_at)}


def masked(name: str) -> str:
    """Return a person's initials, each with three dots: enough to compare with the paper, too little to learn."""
    return " ".join(f"{part[0]}\u2022\u2022\u2022" for part in name.split()[:3])
