"""Double-entry bookkeeping: which books a transaction moves money between, and when.

A book is a text: ``available:<account>`` and ``held:<account>`` are the customer's, the rest the platform's. Amounts
are signed minor units, and the postings of an entry sum to zero. ``clearing`` is what banks owe us or we owe them
until settlement, ``cash`` what has arrived.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sandbox.payments.domain.status import BOOKED, HOLDING
from sandbox.payments.domain.transactions import Transaction

_BANKED: Final = frozenset({"deposit", "withdrawal"})


class Line(msgspec.Struct, frozen=True):
    book: str
    amount: int


class Entry(msgspec.Struct, frozen=True):
    """One booking; refuses to exist unless its lines sum to zero and none of them is empty."""

    kind: str
    currency: str
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if sum(line.amount for line in self.lines) != 0 or not all(line.amount for line in self.lines):
            raise ValueError(f"{self.kind}: postings do not balance")


def opening(account_id: str, currency: str, amount: int) -> Entry:
    """Return the entry that gives an account its first balance."""
    return _entry("opening", currency, (f"available:{account_id}", amount), (f"cash:{currency}", -amount))


def entries(before: Transaction | None, after: Transaction) -> list[Entry]:
    """Return the bookings by which ``before`` (None: just made) becomes ``after``.

    Money out: hold on pending and authorised, of a withdrawal from the start; post on success, what was held and
    not taken going back; release on any other end. Money in: credit on success, before settlement. What leaves the
    balance is ``amount``, fee included, so that lists and totals need no arithmetic; what comes in is ``amount``
    too, its fee being charged at the bank on top. A return never changes the books of the returned transaction: it
    is a transaction of its own.
    """
    return [entry for entry in (_movement(before, after), _settlement(before, after)) if entry.lines]


def returned(tx: Transaction) -> Entry:
    """Return the booking that undoes a transaction which had succeeded, its fee included."""
    booked = _credit(tx) if tx.direction == "in" else _debit(tx, held=False)
    return Entry("return", tx.currency, tuple(Line(line.book, -line.amount) for line in booked.lines))


def _movement(before: Transaction | None, after: Transaction) -> Entry:
    was, held = _moved(before), _holds(before)
    if was or not (_moved(after) or held or _holds(after)):
        return Entry("none", after.currency, ())
    if after.direction == "in":
        return _credit(after)
    if _holds(after):
        return _hold(after) if not held else Entry("none", after.currency, ())
    if not _moved(after):
        return _release(after)
    return _debit(after, held=held, freed=before.amount - after.amount if before and held else 0)


def _moved(tx: Transaction | None) -> bool:
    return tx is not None and tx.status in BOOKED


def _holds(tx: Transaction | None) -> bool:
    if tx is None or tx.direction != "out" or tx.account_id is None:
        return False
    # A withdrawal waits for nobody's approval: its money is reserved before the bank is asked.
    return tx.status in HOLDING or (tx.type == "withdrawal" and tx.status == "created")


def _wallet(tx: Transaction) -> str:
    return f"available:{tx.account_id}" if tx.account_id else f"clearing:{tx.currency}"


def _counterparty(tx: Transaction) -> str:
    if tx.type in _BANKED or tx.type == "adjustment":
        return f"clearing:{tx.currency}"
    if tx.type == "fee":
        return f"fees:{tx.currency}"
    return f"merchant:{tx.merchant_id}" if tx.merchant_id else f"clearing:{tx.currency}"


def _credit(tx: Transaction) -> Entry:
    fees = (f"fees:{tx.currency}", tx.fee)  # what a deposit costs is charged at the bank, on top of the amount
    return _entry("credit", tx.currency, (_wallet(tx), tx.amount), fees, (_counterparty(tx), -tx.amount - tx.fee))


def _debit(tx: Transaction, *, held: bool, freed: int = 0) -> Entry:
    """``freed`` was held beyond what is taken, and is the customer's again."""
    source = f"held:{tx.account_id}" if held else _wallet(tx)
    fees = (f"fees:{tx.currency}", tx.fee)
    rest = (_wallet(tx), freed)
    kind = "post" if held else "debit"
    return _entry(kind, tx.currency, (source, -tx.amount - freed), (_counterparty(tx), tx.amount - tx.fee), fees, rest)


def _hold(tx: Transaction) -> Entry:
    return _entry("hold", tx.currency, (_wallet(tx), -tx.amount), (f"held:{tx.account_id}", tx.amount))


def _release(tx: Transaction) -> Entry:
    return _entry("release", tx.currency, (f"held:{tx.account_id}", -tx.amount), (_wallet(tx), tx.amount))


def _settlement(before: Transaction | None, after: Transaction) -> Entry:
    settled_before = before is not None and before.settled_at is not None
    if settled_before or after.settled_at is None or after.type not in _BANKED:
        return Entry("none", after.currency, ())
    total = after.amount + after.fee if after.direction == "in" else after.fee - after.amount
    return _entry("settle", after.currency, (f"clearing:{after.currency}", total), (f"cash:{after.currency}", -total))


def _entry(kind: str, currency: str, *moves: tuple[str, int]) -> Entry:
    """Add up moves of the same book, so that money that only turns round leaves no empty line."""
    sums: dict[str, int] = {}
    for book, amount in moves:
        sums[book] = sums.get(book, 0) + amount
    return Entry(kind, currency, tuple(Line(book, amount) for book, amount in sums.items() if amount))


def balance_change(entry: Entry, account_id: str) -> tuple[int, int]:
    """Return by how much the entry changes the account's (available, held)."""
    sums = {line.book: line.amount for line in entry.lines}
    return sums.get(f"available:{account_id}", 0), sums.get(f"held:{account_id}", 0)
