from __future__ import annotations

from contextlib import AbstractContextManager

from django.db import transaction

from sandbox.payments.storage.accounts import AccountRows
from sandbox.payments.storage.cases import CaseRows
from sandbox.payments.storage.disputes import DisputeRows
from sandbox.payments.storage.ledger import LedgerRows
from sandbox.payments.storage.operations import OperationRows
from sandbox.payments.storage.receipts import ReceiptRows
from sandbox.payments.storage.refunds import RefundRows
from sandbox.payments.storage.summaries import SummaryRows
from sandbox.payments.storage.transactions import TransactionRows
from sandbox.payments.storage.uploads import UploadRows


class DjangoStore(
    AccountRows,
    TransactionRows,
    SummaryRows,
    LedgerRows,
    CaseRows,
    ReceiptRows,
    RefundRows,
    DisputeRows,
    UploadRows,
    OperationRows,
):
    """Implements `sandbox.payments.domain.ports.Store`, on SQLite (IMMEDIATE) and PostgreSQL alike."""

    def itself(self) -> DjangoStore:
        """Return this store, for ports that are asked late."""
        return self

    def atomic(self) -> AbstractContextManager[None]:
        """Return one database transaction; a nested one can be refused without its outer one."""
        return transaction.atomic()
