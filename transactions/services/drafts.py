"""What a person wrote on one form and sees again on the next: kept beside the session, never in an address or a log."""

from __future__ import annotations

from typing import Final

import msgspec

from selfcare.stores import PREFIX, sessions, store_errors

LIFETIME: Final = 60 * 60


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """The words of an order that is not sent yet: a message for the receiver, a label for oneself."""

    message: str = ""
    label: str = ""


def draft_keep(*, customer_id: str, key: str, draft: Draft) -> None:
    """Keep the words for an hour under the form's key. Raises StoreUnavailable."""
    with store_errors():
        sessions().set(_name(customer_id, key), msgspec.json.encode(draft), ex=LIFETIME)


def draft_get(*, customer_id: str, key: str) -> Draft:
    """Return the words; none where nothing was written, or an hour ago. Raises StoreUnavailable."""
    with store_errors():
        found: bytes | None = sessions().get(_name(customer_id, key))  # type: ignore[assignment]  # the stubs add async
    return msgspec.json.decode(found, type=Draft) if found else Draft()


def _name(customer_id: str, key: str) -> str:
    return f"{PREFIX}draft:{customer_id}:{key}"
