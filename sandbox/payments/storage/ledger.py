from __future__ import annotations

from datetime import datetime

from django.db.models import F, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from sandbox.ids import new_id
from sandbox.payments.domain.ledger import Entry, balance_change
from sandbox.payments.domain.transactions import Transaction
from sandbox.payments.models import Account, LedgerEntry, Posting


class LedgerRows:
    """Bookings, and the balances that are their sums."""

    def entry_add(self, entry: Entry, *, tx: Transaction, at: datetime) -> Account | None:
        """Book the entry, move the account's balance by it and return the account when it has one."""
        row = LedgerEntry.objects.create(
            id=new_id("led"), transaction_id=tx.id, kind=entry.kind, currency=entry.currency, booked_at=at
        )
        Posting.objects.bulk_create(
            Posting(entry_id=row.id, book=line.book, amount=line.amount, booked_at=at) for line in entry.lines
        )
        return _balance_move(entry, tx.account_id) if tx.account_id else None

    def balance_at(self, customer_id: str, account_id: str, at: datetime) -> tuple[str, int, int] | None:
        """Return (currency, available, held) at an instant: what there is now less what was booked since, in one
        statement, so that no booking falls between."""
        rows = Account.objects.filter(customer_id=customer_id, id=account_id).annotate(
            available_then=F("available") - _since(f"available:{account_id}", at),
            held_then=F("held") - _since(f"held:{account_id}", at),
        )
        return rows.values_list("currency", "available_then", "held_then").first()


def _since(book: str, at: datetime) -> Coalesce:
    later = Posting.objects.filter(book=book, booked_at__gt=at).order_by().values("book")
    return Coalesce(Subquery(later.annotate(sum=Sum("amount")).values("sum")), Value(0))


def _balance_move(entry: Entry, account_id: str) -> Account | None:
    available, held = balance_change(entry, account_id)
    if not (available or held):
        return None
    Account.objects.filter(id=account_id).update(
        available=F("available") + available, held=F("held") + held, version=F("version") + 1
    )
    return Account.objects.filter(id=account_id).first()
