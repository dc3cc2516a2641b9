"""The ledger of the demo data: every step booked as the payment service books it, balances as what the postings add up to."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import msgspec

from sandbox.payments.domain.ledger import Entry, balance_change, entries, opening
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.models import LedgerEntry, Posting
from sandbox.seed.rows import Told
from sandbox.seed.shapes import Purse


class Books:
    """Collects ledger rows and each account's (available, held)."""

    def __init__(self) -> None:
        self.entries: list[LedgerEntry] = []
        self.postings: list[Posting] = []
        self.balances: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def write(self, story: Told) -> None:
        """Book every step of a transaction."""
        before: Transaction | None = None
        settled_at = None
        for step in story.steps:
            settled_at = step.occurred_at if step.code == "settled" else settled_at
            after = msgspec.structs.replace(story.tx, status=step.status, settled_at=settled_at)
            for entry in entries(before, after):
                self._book(entry, step.occurred_at, transaction_id=after.id, account_id=after.account_id)
            before = after

    def open(self, purse: Purse, at: datetime) -> None:
        """Book the opening balance that makes the account end with what it shall hold; nothing if that is zero."""
        amount = purse.available - self.balances[purse.id][0]
        if amount:
            self._book(opening(purse.id, purse.currency, amount), at, transaction_id=None, account_id=purse.id)

    def _book(self, entry: Entry, at: datetime, *, transaction_id: str | None, account_id: str | None) -> None:
        id_ = f"led_{transaction_id or account_id}_{len(self.entries)}"
        self.entries.append(
            LedgerEntry(id=id_, transaction_id=transaction_id, kind=entry.kind, currency=entry.currency, booked_at=at)
        )
        for line in entry.lines:
            self.postings.append(Posting(entry_id=id_, book=line.book, amount=line.amount, booked_at=at))
        if account_id:
            available, held = balance_change(entry, account_id)
            self.balances[account_id][0] += available
            self.balances[account_id][1] += held
