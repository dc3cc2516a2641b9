"""Comparing an amount on a bank statement with a payment's."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

import msgspec

from selfcare.domain.money import LARGEST, Money, exponent
from transactions.domain.transactions import Transaction

AmountMatch = Literal["same", "original", "fee", "exchange", "surcharge", "part", "estimate", "different"]
"""How an amount agrees: ``original`` is the merchant's currency, ``fee`` ours, ``surcharge`` the bank's, ``part`` what
was not refunded, ``estimate`` a reservation that ended otherwise (fuel, a hotel)."""

_STRENGTH: Final[dict[AmountMatch, int]] = {
    "same": 3,
    "original": 3,
    "fee": 3,
    "exchange": 2,
    "surcharge": 2,
    "part": 2,
    "estimate": 1,
    "different": 0,
}
EXCHANGE_TOLERANCE: Final = Decimal("0.04")
SURCHARGE_TOLERANCE: Final = Decimal("0.035")
ESTIMATE_TOLERANCE: Final = Decimal("0.20")


class AmountFact(msgspec.Struct, frozen=True):
    """``difference`` is what the statement has more, in the payment's currency; None in another currency."""

    match: AmountMatch
    difference: Money | None = None

    @property
    def strength(self) -> int:
        return _STRENGTH[self.match]


def amount_fact(figures: Decimal, currency: str | None, transaction: Transaction) -> AmountFact:
    """Compare ``figures``, in major units, with the payment; without a currency they may be in any of its two."""
    amount = transaction.amount
    original = transaction.original_amount
    if original and original.currency != amount.currency and _equals(figures, currency, original):
        return AmountFact("original")
    if currency not in (None, amount.currency):
        return AmountFact("different")
    difference = figures - amount.decimal
    match = "same" if not difference else _explained(figures, abs(difference), transaction)
    return AmountFact(match, _money(difference, amount.currency))


def _explained(figures: Decimal, difference: Decimal, transaction: Transaction) -> AmountMatch:
    amount = transaction.amount.decimal
    fee, refund = transaction.fee, transaction.refund
    if fee and fee.currency == transaction.amount.currency and difference == fee.decimal:
        return "fee"
    if transaction.original_amount and difference <= amount * EXCHANGE_TOLERANCE:
        return "exchange"
    if refund and refund.refunded.value and figures == amount - refund.refunded.decimal:
        return "part"
    if figures > amount and difference <= amount * SURCHARGE_TOLERANCE:
        return "surcharge"
    return "estimate" if difference <= amount * ESTIMATE_TOLERANCE else "different"


def _equals(figures: Decimal, currency: str | None, money: Money) -> bool:
    return currency in (None, money.currency) and figures == money.decimal


def _money(difference: Decimal, currency: str) -> Money | None:
    """Return the difference in minor units; None for one that no currency can hold."""
    minor = int(difference.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP))
    return Money(minor, currency) if abs(minor) <= LARGEST else None
