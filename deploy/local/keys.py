"""The key that a machine's own receipts are signed with, made once and kept."""

from __future__ import annotations

import base64
import datetime as dt
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def receipt_keys(path: Path) -> Path:
    """Return the file for RECEIPT_KEYS_FILE; a new one holds one key, called by this year, for its owner alone."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(receipt_key(f"{dt.datetime.now(dt.UTC):%Y}-1") + "\n")
        draft.replace(path)
    return path


def receipt_key(name: str) -> str:
    """Return a new ``id:key`` as RECEIPT_KEYS takes it."""
    der = Ed25519PrivateKey.generate().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return f"{name}:{base64.b64encode(der).decode()}"
