"""Passwords: Argon2id (RFC 9106) at OWASP's 19 MiB setting, a few at a time."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# What an unknown person's password is compared with; made at once, so that not even the first answer takes longer.
_NOBODY = _hasher.hash("nobody has this password")
# Bounds memory and keeps a burst of sign-ins from starving every other request.
_turns = threading.BoundedSemaphore(4)


def password_hash(password: str) -> str:
    """Return the encoded hash with its own salt."""
    with _turns:
        return _hasher.hash(password)


def password_matches(encoded: str | None, password: str) -> bool:
    """Compare. ``None``, for somebody unknown, costs the same time and never matches."""
    with _turns:
        try:
            return _hasher.verify(encoded or _NOBODY, password) and encoded is not None
        except (Argon2Error, InvalidHashError):
            return False
