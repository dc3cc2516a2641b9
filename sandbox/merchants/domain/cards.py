"""Card data of a payment: read, judged and dropped. Only the test numbers below are taken; a real one is refused.

After `card_read` nothing holds the number or the security code: what is kept is brand, last four digits, holder and
expiry (PCI DSS 4.0, requirement 3.3).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec

from sandbox.bank.domain import Scenario
from sandbox.payments.domain.errors import invalid

_CENTURY: Final = 2000
# Number, brand, and what its bank does.
_TEST_CARDS: Final = {
    "4242424242424242": ("Visa", None),
    "5555555555554444": ("Mastercard", None),
    "4000000000000002": ("Visa", "declined"),
    "4000000000000069": ("Visa", "expired_card"),
    "4000000000000119": ("Visa", "processing_error"),
    "4000000000003220": ("Visa", "challenge"),
}


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A card as the customer typed it. ``exp`` is MM/YY."""

    number: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{12,19}\Z", description="Test numbers only; not kept.")]
    cvv: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{3,4}\Z", description="Not kept.")]
    exp: Annotated[str, msgspec.Meta(pattern=r"^(0[1-9]|1[0-2])/[0-9]{2}\Z", description="MM/YY.")]
    holder: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]

    def __repr__(self) -> str:
        return "Card(…)"


class CardKept(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a card. ``outcome`` is what its bank does, None for nothing out of the ordinary."""

    brand: str
    last4: str
    exp: str
    holder: str
    outcome: str | None

    @property
    def label(self) -> str:
        return f"{self.brand} ••{self.last4}"

    @property
    def scenario(self) -> Scenario:
        return Scenario.DECLINE if self.outcome == "declined" else Scenario.NORMAL


def card_read(card: Card, now: datetime) -> CardKept:
    """Return what may be kept of the card. Raises Refused ``validation_failed`` for a number that is no test card's,
    for a holder that is not printable and for a card that ran out before the month of ``now``."""
    if card.number not in _TEST_CARDS:
        raise invalid("/card/number", "not_a_test_card", "Only the sandbox's test cards: never type a real number.")
    if not card.holder.isprintable():
        raise invalid("/card/holder", "characters", "Use printable characters only.")
    month, year = int(card.exp[:2]), _CENTURY + int(card.exp[3:])
    if (year, month) < (now.year, now.month):
        raise invalid("/card/exp", "past", "The card has expired.")
    brand, outcome = _TEST_CARDS[card.number]
    return CardKept(brand=brand, last4=card.number[-4:], exp=card.exp, holder=card.holder, outcome=outcome)
