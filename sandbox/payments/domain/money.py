"""Money as integer minor units and an ISO 4217 code; written anew here because nothing but HTTP is shared."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Final

import msgspec

LARGEST: Final = 2**53 - 1  # exact in every JSON reader (RFC 8259, section 6)
CURRENCY: Final = re.compile(r"[A-Z]{3}")
_EXPONENTS: Final = {"JPY": 0, "KRW": 0, "ISK": 0, "CLP": 0, "VND": 0, "KWD": 3, "BHD": 3, "OMR": 3, "TND": 3, "JOD": 3}


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``value`` in minor units of ``currency``; negative only in a balance."""

    value: Annotated[int, msgspec.Meta(extra_json_schema={"minimum": -LARGEST, "maximum": LARGEST})]
    currency: Annotated[str, msgspec.Meta(extra_json_schema={"pattern": f"^{CURRENCY.pattern}$"})]

    def __post_init__(self) -> None:
        if abs(self.value) > LARGEST:
            raise ValueError("value is outside the range of exact JSON numbers")
        if not CURRENCY.fullmatch(self.currency):
            raise ValueError("currency is not an ISO 4217 code")


def money_text(value: int, currency: str) -> str:
    """Return the amount in major units with its code, for an operator's eyes and for problem details."""
    exponent = _EXPONENTS.get(currency, 2)
    return f"{Decimal(value).scaleb(-exponent):.{exponent}f} {currency}"
