"""What the customer's money is made of (contracts.md 2). Plain values, no I/O; one module per stem.

They are msgspec structs: the canonical wire shape is the domain shape, so one type is validated, shown and sent.
Enumerations stay open strings: a word this version does not know is shown as unknown, never an exception.
"""

from transactions.domain.accounts import (
    Account,
    AmountRange,
    Balance,
    BalanceAt,
    Identification,
    Instrument,
    Kind,
    Merchant,
    RequestKind,
)
from transactions.domain.capabilities import Capabilities, Feature
from transactions.domain.casebook import Case, case_of_dispute, case_of_request
from transactions.domain.cases import Attachment, CaseStep, Message
from transactions.domain.disputes import (
    DISPUTE_REASONS,
    MOST_FILES,
    Dispute,
    DisputeOrder,
    DisputeReason,
    MessageOrder,
    Offer,
)
from transactions.domain.exports import NOT_CARRIED_OUT, FilterWords, Format, Gap, Manifest, Sum, Tally
from transactions.domain.matching import filter_names, filter_part, matches
from transactions.domain.notes import NoteText
from transactions.domain.orders import DepositOrder, PaymentOrder, Quote, QuoteOrder, WithdrawalOrder
from transactions.domain.periods import Length, Period, midnight, period_before, period_of, period_parse
from transactions.domain.queries import Summary, SummaryList, TransactionFilter
from transactions.domain.receipts import Receipt
from transactions.domain.refunds import LONGEST_NOTE, REFUND_REASONS, RefundOrder, RefundReason, RefundRequest
from transactions.domain.saved_views import SPANS, View, ViewFilter, span_days, span_of, view_days
from transactions.domain.statements import PeriodSums, Statement, Totals, movements_total
from transactions.domain.transactions import (
    AWAITED,
    BOOKED,
    MOVED,
    RESERVED,
    STILL_MOVING,
    Action,
    Cancellation,
    DisputeRef,
    Event,
    InstrumentRef,
    MerchantRef,
    NextAction,
    Party,
    References,
    Refund,
    Settlement,
    Transaction,
)
from transactions.domain.uploads import Upload

__all__ = [
    "AWAITED",
    "BOOKED",
    "DISPUTE_REASONS",
    "LONGEST_NOTE",
    "MOST_FILES",
    "MOVED",
    "NOT_CARRIED_OUT",
    "REFUND_REASONS",
    "RESERVED",
    "SPANS",
    "STILL_MOVING",
    "Account",
    "Action",
    "AmountRange",
    "Attachment",
    "Balance",
    "BalanceAt",
    "Cancellation",
    "Capabilities",
    "Case",
    "CaseStep",
    "DepositOrder",
    "Dispute",
    "DisputeOrder",
    "DisputeReason",
    "DisputeRef",
    "Event",
    "Feature",
    "FilterWords",
    "Format",
    "Gap",
    "Identification",
    "Instrument",
    "InstrumentRef",
    "Kind",
    "Length",
    "Manifest",
    "Merchant",
    "MerchantRef",
    "Message",
    "MessageOrder",
    "NextAction",
    "NoteText",
    "Offer",
    "Party",
    "PaymentOrder",
    "Period",
    "PeriodSums",
    "Quote",
    "QuoteOrder",
    "Receipt",
    "References",
    "Refund",
    "RefundOrder",
    "RefundReason",
    "RefundRequest",
    "RequestKind",
    "Settlement",
    "Statement",
    "Sum",
    "Summary",
    "SummaryList",
    "Tally",
    "Totals",
    "Transaction",
    "TransactionFilter",
    "Upload",
    "View",
    "ViewFilter",
    "WithdrawalOrder",
    "case_of_dispute",
    "case_of_request",
    "filter_names",
    "filter_part",
    "matches",
    "midnight",
    "movements_total",
    "period_before",
    "period_of",
    "period_parse",
    "span_days",
    "span_of",
    "view_days",
]
