"""Money as integer minor units and an ISO 4217 currency code. No float anywhere."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final

import msgspec

# ISO 4217 (list one): every currency not named here has two decimals.
_EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_CODE_LENGTH: Final = 3
LARGEST: Final = 2**53 - 1  # The contract's bound: exact in every JSON reader (RFC 8259, section 6).


class Money(msgspec.Struct, frozen=True, order=False, gc=False):
    """An amount in minor units. ``value`` may be negative for a balance; transactions carry a direction."""

    value: int
    currency: str

    def __post_init__(self) -> None:
        if not -LARGEST <= self.value <= LARGEST:
            raise ValueError("value is outside the range of exact JSON numbers")
        if not _is_code(self.currency):
            raise ValueError("currency is not an ISO 4217 code")

    def __add__(self, other: Money) -> Money:
        return Money(self.value + _same(self, other).value, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.value - _same(self, other).value, self.currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly, with the currency's own number of decimals."""
        return Decimal(self.value).scaleb(-exponent(self.currency))


@lru_cache(maxsize=512)  # asked a hundred times for each page, of hardly more than one currency
def _is_code(currency: str) -> bool:
    return len(currency) == _CODE_LENGTH and currency.isascii() and currency.isupper()


def exponent(currency: str) -> int:
    """Return the number of decimals of the currency's minor unit (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def _same(one: Money, other: Money) -> Money:
    if one.currency != other.currency:
        raise ValueError(f"{one.currency} and {other.currency} cannot be added without an exchange rate")
    return other
