"""Identifiers that say what they name and sort by when they were made.

Written by hand because it is ten lines: a ULID (48 bits of milliseconds, 80 random bits, Crockford base 32) behind a
prefix.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sandbox import clock

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80
_LENGTH = 26


def new_id(prefix: str, at: datetime | None = None) -> str:
    """Return e.g. ``ses_01JB2QZ…``: prefix, underscore, 26 characters. ``at`` back-dates it (seeds); default is now."""
    milliseconds = int((at or clock.now()).timestamp() * 1000)
    number = (milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    digits = (_ALPHABET[(number >> shift) & 31] for shift in range((_LENGTH - 1) * 5, -1, -5))
    return f"{prefix}_{''.join(digits)}"
