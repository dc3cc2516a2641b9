"""The half-done sign-in: what is known between the password and the code, kept ten minutes in the visitor's session.

It holds no password and no identifier, and it dies when the session's key is rotated at sign-in.
"""

from __future__ import annotations

from typing import Final

import msgspec

from accounts.domain import PendingSignIn
from selfcare.http import AppRequest

LIFETIME: Final = 600  # seconds; DESIGN and contracts 3.2 give a code ten minutes.
_KEY: Final = "sign_in"


def pending_save(request: AppRequest, pending: PendingSignIn) -> None:
    """Keep it in the visitor's session, in place of any earlier one."""
    request.session[_KEY] = msgspec.to_builtins(pending)


def pending_load(request: AppRequest) -> PendingSignIn | None:
    """Return the half-done sign-in, also an expired one (the caller says so); None when there is none."""
    held = request.session.get(_KEY)
    if held is None:
        return None
    try:
        return msgspec.convert(held, PendingSignIn)
    except msgspec.ValidationError:  # written by another version of the product
        pending_drop(request)
        return None


def pending_drop(request: AppRequest) -> None:
    """Forget it."""
    request.session.pop(_KEY, None)
