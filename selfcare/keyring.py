"""Ed25519 keys (RFC 8032) that documents are signed with: several at a time, so that old signatures stay good.

RECEIPT_KEYS holds ``id:key`` pairs, separated by commas or line ends, keys in DER and base 64 as OpenSSL writes them.
The first signs and is a private key; every one verifies. A key that must not sign again may stay as its public half.

    openssl genpkey -algorithm ed25519 -outform DER | openssl base64 -A
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)


class Keyring:
    """``signing_id`` names the key new documents are signed with."""

    def __init__(self, signing_id: str, signing: Ed25519PrivateKey, public: dict[str, Ed25519PublicKey]) -> None:
        self.signing_id = signing_id
        self.public = public
        self._signing = signing

    def sign(self, content: bytes) -> bytes:
        """Return the signature, 64 bytes; the same content gives the same."""
        return self._signing.sign(content)

    def is_signed(self, content: bytes, signature: bytes, key_id: str) -> bool:
        """Tell whether the key of that id, if we have it, signed exactly this."""
        key = self.public.get(key_id)
        if key is None:
            return False
        try:
            key.verify(signature, content)
        except InvalidSignature:
            return False
        return True

    def pem(self, key_id: str) -> str | None:
        """Return a public key as programs read it (RFC 7468); None when there is none of that id."""
        key = self.public.get(key_id)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() if key else None

    def jwks(self) -> list[dict[str, str]]:
        """Return every public key as JWK (RFC 8037, section 2), the signing one first."""
        return [
            {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key_id, "x": _url_text(key)}
            for key_id, key in self.public.items()
        ]


def keyring_read(text: str) -> Keyring:
    """Read the setting. Raises ImproperlyConfigured naming what is wrong, never a key."""
    private: dict[str, Ed25519PrivateKey] = {}
    public: dict[str, Ed25519PublicKey] = {}
    for key_id, content in (_pair(part) for part in re.split(r"[,\s]+", text) if part):
        if key_id in public:
            raise ImproperlyConfigured(f"RECEIPT_KEYS names {key_id} twice.")
        key = _loaded(key_id, content)
        if isinstance(key, Ed25519PrivateKey):
            private[key_id] = key
        public[key_id] = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    first = next(iter(public), "")
    if first not in private:
        raise ImproperlyConfigured("RECEIPT_KEYS must begin with id:private key (see deploy/env.example).")
    return Keyring(first, private[first], public)


@lru_cache(maxsize=4)
def _keyring(text: str) -> Keyring:
    return keyring_read(text)


def keyring() -> Keyring:
    """Return the keys of the settings."""
    return _keyring(settings.RECEIPT_KEYS)


def _pair(part: str) -> tuple[str, str]:
    key_id, _colon, content = part.partition(":")
    if not _ID.fullmatch(key_id):
        raise ImproperlyConfigured("RECEIPT_KEYS must hold id:key; an id has at most 32 letters, digits and . _ -")
    return key_id, content


def _loaded(key_id: str, content: str) -> Ed25519PrivateKey | Ed25519PublicKey:
    try:
        der = base64.b64decode(content, validate=True)
        key = load_der_private_key(der, None) if len(der) > _LONGEST_PUBLIC else load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        raise ImproperlyConfigured(f"RECEIPT_KEYS: {key_id} is no Ed25519 key in DER and base 64.")
    return key


_LONGEST_PUBLIC: Final = 44  # bytes of a SubjectPublicKeyInfo (RFC 8410); a private key has 48 or more


def _url_text(key: Ed25519PublicKey) -> str:
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
