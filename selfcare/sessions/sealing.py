"""Tokens are sealed before they are stored: a copy of Redis, or of its disk, opens nobody's account.

Fernet (AES-128-CBC with HMAC-SHA256) of the cryptography library: no nonce to count, keys tried one after the other.
TOKEN_KEYS holds keys of 32 bytes in base 64, separated by commas. The first seals, every one opens: a new key is
listed behind the old one first, everywhere, then before it, and the old one goes when its last session has ended.

    openssl rand -base64 32
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_BYTES: Final = 32
_PURPOSE: Final = b"selfcare.sessions.tokens"


def seal(text: str) -> bytes:
    """Return the text as it may be stored."""
    return _sealer().encrypt(text.encode())


def unseal(stored: bytes | None) -> str:
    """Return a stored text; "" for nothing, and for what none of our keys sealed."""
    if not stored:
        return ""
    try:
        return _sealer().decrypt(stored).decode()
    except InvalidToken:
        return ""


def token_keys_read(texts: Sequence[str]) -> list[bytes]:
    """Return the keys of the setting. Raises ImproperlyConfigured naming what is wrong, never a key."""
    keys = [_key(number, text) for number, text in enumerate(texts, 1)]
    if len(set(keys)) != len(keys):
        raise ImproperlyConfigured("TOKEN_KEYS holds a key twice.")
    return keys


def _key(number: int, text: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_" if {"-", "_"} & set(text) else None, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise ImproperlyConfigured(
            f"TOKEN_KEYS: key {number} must be {_BYTES} bytes in base 64: openssl rand -base64 32"
        )
    return key


def _sealer() -> MultiFernet:
    return _sealer_of(tuple(settings.TOKEN_KEYS), settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _sealer_of(texts: tuple[str, ...], secret_key: str) -> MultiFernet:
    keys = token_keys_read(texts) or [_derived(secret_key)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _derived(secret_key: str) -> bytes:
    """Return localhost's key (HKDF, RFC 5869): everywhere else the checks insist on TOKEN_KEYS."""
    return HKDF(SHA256(), _BYTES, salt=None, info=_PURPOSE).derive(secret_key.encode())
