"""What the payment service sends, as wire dictionaries. Proven against the live sandbox in tests/contract."""

from tests.builders.payments.cases import case_step, dispute, message, refund_request, upload
from tests.builders.payments.common import CUSTOMER, money, page, problem
from tests.builders.payments.holdings import account, balance_at, capabilities, instrument, merchant
from tests.builders.payments.receipts import receipt
from tests.builders.payments.transactions import deposit, event, quote, summaries, summary, transaction, withdrawal

__all__ = [
    "CUSTOMER",
    "account",
    "balance_at",
    "capabilities",
    "case_step",
    "deposit",
    "dispute",
    "event",
    "instrument",
    "merchant",
    "message",
    "money",
    "page",
    "problem",
    "quote",
    "receipt",
    "refund_request",
    "summaries",
    "summary",
    "transaction",
    "upload",
    "withdrawal",
]
