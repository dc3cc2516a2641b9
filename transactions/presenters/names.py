"""What a transaction is called: its title, its other side, what it was paid with, its icon."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from selfcare.display.words import gettext, word
from transactions.domain import InstrumentRef, Transaction

_TITLES: Final = {
    "deposit": gettext_noop("Deposit from %(name)s"),
    "withdrawal": gettext_noop("Withdrawal to %(name)s"),
    "refund": gettext_noop("Refund from %(name)s"),
    "payout": gettext_noop("Payout from %(name)s"),
    "chargeback": gettext_noop("Money back from %(name)s"),
}
_RETURNED: Final = gettext_noop("Returned by %(name)s")
_OWN: Final = {"fee": gettext_noop("Fee"), "adjustment": gettext_noop("Correction")}
_BALANCE, _CARD, _ACCOUNT = gettext_noop("Balance"), gettext_noop("Card %(digits)s"), gettext_noop("Account %(digits)s")
_ICONS: Final = {
    "deposit": "arrow-down-left",
    "withdrawal": "landmark",
    "refund": "undo-2",
    "payout": "arrow-down-left",
    "chargeback": "undo-2",
    "fee": "receipt-text",
    "adjustment": "rotate-ccw",
}
_BANK_SIDE: Final = frozenset({"deposit", "withdrawal", "adjustment"})
_DOTS: Final = "\u2022\u2022"


def transaction_title(transaction: Transaction) -> str:
    """Return what the transaction is called in a list and as a heading, in the active language."""
    if transaction.type == "adjustment" and transaction.parent_id:
        message: str | None = _RETURNED
    elif transaction.type in _OWN:
        return transaction.description or gettext(_OWN[transaction.type])
    else:
        message = _TITLES.get(transaction.type)
    name = counterpart(transaction)
    return gettext(message) % {"name": name} if message else name


def counterpart(transaction: Transaction) -> str:
    """Return the name of the other side: the bank where money comes in or goes out, else the merchant."""
    brand = transaction.instrument.brand if transaction.instrument else None
    if transaction.merchant and not (brand and transaction.type in _BANK_SIDE):
        return transaction.merchant.name
    party = transaction.from_ if transaction.direction == "in" else transaction.to
    return brand or party.label.partition(f" {_DOTS}")[0] or gettext("Unknown")


def paid_with(transaction: Transaction, language: str) -> str:
    """Return what the money moved from or to on the customer's side, such as "Balance" or "Account ••7466"."""
    return _instrument_text(transaction.instrument, language) if transaction.instrument else word(language, _BALANCE)


def _instrument_text(instrument: InstrumentRef, language: str) -> str:
    """Return "Account ••7466" or "Card ••4242"; the service's own label when it has no last digits."""
    if not instrument.last4:
        return instrument.label
    digits = {"digits": _DOTS + instrument.last4}
    return word(language, _CARD if instrument.kind == "card" else _ACCOUNT) % digits


def transaction_icon(transaction: Transaction) -> str:
    """Return the name of the icon that tells the kind of money movement."""
    if transaction.type == "payment" and transaction.consent_id:
        return "repeat"
    if transaction.type in _ICONS:
        return _ICONS[transaction.type]
    return "arrow-down-left" if transaction.direction == "in" else "arrow-up-right"
