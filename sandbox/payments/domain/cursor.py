"""Opaque keyset cursors: base64url(JSON of position + truncated HMAC-SHA256). They hold no page number, so a list that
grows while it is read neither repeats nor skips a row.

Written here because no library signs a keyset position bound to its filters; the parts are the standard library's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import msgspec

from sandbox.payments.domain.errors import Field, Refused
from sandbox.payments.domain.filters import Filter, ListQuery

_MAC: Final = 16
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = 253_402_300_799_999_999  # the last microsecond of the year 9999


class Listing(Protocol):
    """What is asked of a list: which rows (``where``), in which order, how many, and from where on."""

    @property
    def where(self) -> Any: ...
    @property
    def oldest_first(self) -> bool: ...
    @property
    def limit(self) -> int: ...
    @property
    def cursor(self) -> str | None: ...


class Position(msgspec.Struct, frozen=True):
    """The row a page stands after (``backwards``: before), in the list's own order; ``at`` is its created_at or
    booked_at, by which the list goes."""

    at: datetime
    id: str
    backwards: bool = False


class _Wire(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    micros: int
    id: str
    backwards: bool
    filters: str


def cursor_make(key: bytes, customer_id: str, query: Listing, at: Position) -> str:
    """Return the cursor of a position in this customer's list under these filters and this order."""
    micros = (at.at - _EPOCH) // timedelta(microseconds=1)
    body = msgspec.json.encode(_Wire(micros, at.id, at.backwards, _filters(customer_id, query)))
    return base64.urlsafe_b64encode(body + _mac(key, body)).rstrip(b"=").decode()


def cursor_read(key: bytes, customer_id: str, query: Listing) -> Position | None:
    """Return where ``query.cursor`` stands, None without one.

    Raises Refused ``bad_request`` for a cursor this service did not make, ``cursor_mismatch`` for one made for other
    filters, another order or another customer (both 400).
    """
    if query.cursor is None:
        return None
    wire = _open(key, query.cursor)
    if not hmac.compare_digest(wire.filters, _filters(customer_id, query)):
        raise Refused(
            "cursor_mismatch",
            "The cursor belongs to a list with other filters. Start again without a cursor.",
            Field("/cursor", "cursor_mismatch", "Send the filters the cursor was made with, or no cursor."),
        )
    return Position(_EPOCH + timedelta(microseconds=wire.micros), wire.id, wire.backwards)


def _open(key: bytes, cursor: str) -> _Wire:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise _forged() from None
    body, mac = raw[:-_MAC], raw[-_MAC:]
    if not hmac.compare_digest(mac, _mac(key, body)):
        raise _forged()
    return _decode(body)


def _decode(body: bytes) -> _Wire:
    """Read a body whose signature held; one of another version of this service is refused all the same."""
    try:
        wire = msgspec.json.decode(body, type=_Wire)
    except msgspec.MsgspecError:
        raise _forged() from None
    if not 0 <= wire.micros <= _LATEST:
        raise _forged()
    return wire


def _forged() -> Refused:
    field = Field("/cursor", "format", "Use a cursor exactly as it was given, or none.")
    return Refused("bad_request", "The cursor is not one of ours.", field)


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"cursor:" + body, "sha256")[:_MAC]


def _filters(customer_id: str, query: Listing) -> str:
    """Return a digest of what the cursor goes with. Ids name rows, of which a caller may know more by the next page."""
    where = query.where
    if isinstance(where, Filter):
        where = msgspec.structs.replace(where, ids=(), or_ids=())
    order = (query.oldest_first, isinstance(query, ListQuery) and query.by_booking)
    canonical = msgspec.json.encode((customer_id, order, where), order="deterministic")
    return hashlib.sha256(canonical).hexdigest()[:22]
