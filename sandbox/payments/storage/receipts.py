from __future__ import annotations

from datetime import datetime

from sandbox.payments.domain.receipts import Issued
from sandbox.payments.models import Receipt


class ReceiptRows:
    """Receipts that were issued."""

    def receipt_take(self, transaction_id: str, *, at: datetime) -> Issued:
        """Return the transaction's receipt, issued ``at`` this moment when there was none; never two."""
        row, _new = Receipt.objects.get_or_create(transaction_id=transaction_id, defaults={"issued_at": at})
        return Issued(serial=row.serial, issued_at=row.issued_at, lines=[(text, amount) for text, amount in row.lines])
