"""Checking a file against what came beside it: nothing else is needed, neither our database nor the payment service."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from transactions.domain import Manifest


def file_faults(file: Path, beside: Path) -> list[str]:
    """Return what is wrong with a file, in English, nothing when it is what its manifest says.

    Raises OSError for a file that cannot be read, and msgspec.MsgspecError for a manifest that is none.
    """
    manifest = msgspec.json.decode(beside.read_bytes(), type=Manifest)
    with file.open("rb") as body:
        sha256 = hashlib.file_digest(body, "sha256").hexdigest()
    size = file.stat().st_size
    faults = []
    if size != manifest.size:
        faults.append(f"it has {size} bytes instead of {manifest.size}")
    if sha256 != manifest.sha256:
        faults.append(f"its SHA-256 is {sha256} instead of {manifest.sha256}")
    if not manifest.complete:
        faults.append("it was not complete when it was made")
    return faults
