"""What people type to say who they are: an e-mail address, a phone number or a login name."""

from __future__ import annotations

import unicodedata

from sandbox.auth.secrets import keyed_hash


def normalised(identifier: str) -> str:
    """Return the one form under which it is stored: NFKC, case-folded, no spaces around it (or in a phone)."""
    text = unicodedata.normalize("NFKC", identifier).strip().casefold()
    return "".join(letter for letter in text if letter not in " -()") if text.startswith("+") else text


def identifier_key(identifier: str) -> str:
    """Return what tries are counted by: the same for each spelling, and no personal data."""
    return keyed_hash("identifier", normalised(identifier))
