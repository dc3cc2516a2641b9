"""The small parts a camt.053 is made of: elements, texts cut and cleaned to what the schema allows, amounts, times."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from selfcare.domain.money import Money, exponent

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
LONGEST_REFERENCE: Final = 35
_LONGEST_PARTY: Final = 140
Element = Any
"""lxml's element; the library ships no types."""


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def element(name: str, *inside: Element | str) -> Element:
    """Return an element with one text, which must be clean, or with parts in the schema's order.

    It has no namespace of its own: written inside the document it stands in the document's default one, and no entry
    declares it again.
    """
    made = etree.Element(name)
    for part in inside:
        if isinstance(part, str):
            made.text = part
        else:
            made.append(part)
    return made


def filled(name: str, value: str | None, longest: int) -> tuple[Element, ...]:
    """Return the element when anything is left of the text, else nothing: the schema forbids empty texts."""
    clean = text(value or "", longest)
    return (element(name, clean),) if clean else ()


def text(value: str, longest: int) -> str:
    """Return printable text of at most ``longest`` characters.

    Controls, direction marks, private and unassigned characters become spaces, and runs of spaces one: XML 1.0 allows
    few controls, and an invisible mark in a name turns the line it stands on.
    """
    if not value.isprintable():
        value = "".join(char if unicodedata.category(char)[0] not in "CZ" else " " for char in value)
    return " ".join(value.split())[:longest].rstrip()


def reference(value: str | None, longest: int = LONGEST_REFERENCE) -> str:
    """Return a reference that fits whole and unchanged, else "": half a reference would name something else."""
    return value if value and len(value) <= longest and value == text(value, longest) else ""


def hashed(value: str) -> str:
    """Return a stand-in of 32 characters for a reference that does not fit, the same every time."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def major(value: int, currency: str) -> str:
    """Return minor units as a decimal with the currency's own places; a sum may be larger than Money holds."""
    return f"{Decimal(value).scaleb(-exponent(currency)):f}"


def amount(name: str, money: Money) -> Element:
    """Return an amount, never negative, with the currency's own decimals (ISO 4217)."""
    made = element(name, major(money.value, money.currency))
    made.set("Ccy", money.currency)
    return made


def signed(value: int) -> str:
    return "DBIT" if value < 0 else "CRDT"


def moment(at: datetime, zone: tzinfo) -> str:
    """Return an ISO 8601 instant to the millisecond, with the zone's offset at that time."""
    return at.astimezone(zone).isoformat(timespec="milliseconds")


def party(name: str) -> tuple[Element, ...]:
    """Return a party by its name alone, or nothing where nothing readable is left of it."""
    return filled("Nm", name, _LONGEST_PARTY)
