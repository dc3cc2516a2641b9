"""JSON from a neighbour, made safe to show: control characters and direction overrides never get in."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

# Unicode: C0, DEL and C1 controls; bidirectional overrides and isolates; the byte order mark.
_DROPPED: Final = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
)
_SPACES: Final = (0x09, 0x0A, 0x0D, 0x2028, 0x2029)
# Members in which people write to each other: a line that ends there ends on the page too. The text
# of a message is one; the text of a receipt's line is not.
_WRITTEN: Final = frozenset({"note", "decision_note"})
_HARMLESS: Final = bytes(byte for byte in range(0x20, 0x7F) if byte != ord("\\")) + b"\t\n\r"
_CLEAN: Final[dict[int, str | None]] = {**dict.fromkeys(_DROPPED, None), **dict.fromkeys(_SPACES, " ")}
_LINES: Final[dict[int, str | None]] = {**_CLEAN, **dict.fromkeys((0x0A, 0x2028, 0x2029), "\n"), 0x0D: None}


def decode(body: bytes, as_: type[T]) -> T:
    """Decode and validate a JSON body (RFC 8259, UTF-8) into the type; unknown fields are ignored.

    Raises msgspec.MsgspecError or UnicodeDecodeError for anything else. A body without escapes and without unprintable
    characters, which is nearly every one, is decoded in one pass.
    """
    if _is_plain(body):
        return msgspec.json.decode(body, type=as_)
    return msgspec.convert(_cleaned(msgspec.json.decode(body)), type=as_)


def _is_plain(body: bytes) -> bool:
    """Tell whether no character needs cleaning. Printable ASCII is taken out first, which leaves next to nothing."""
    rest = body.translate(None, _HARMLESS)
    return not rest or (b"\\" not in rest and rest.decode("utf-8").isprintable())


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_CLEAN)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        written = _WRITTEN | {"text"} if "from" in value else _WRITTEN
        return {_cleaned(key): _lines(each) if key in written else _cleaned(each) for key, each in value.items()}
    return value


def _lines(value: Any) -> Any:
    return value.translate(_LINES) if isinstance(value, str) else _cleaned(value)
