"""The port to the payment service. Adapters implement it; nothing above knows a path or a payload."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from selfcare.domain.context import Context
from selfcare.domain.files import File
from selfcare.domain.paging import Page
from transactions.domain import (
    Account,
    BalanceAt,
    Capabilities,
    DepositOrder,
    Dispute,
    DisputeOrder,
    Event,
    Instrument,
    Merchant,
    MessageOrder,
    PaymentOrder,
    Quote,
    QuoteOrder,
    Receipt,
    RefundOrder,
    RefundRequest,
    SummaryList,
    TableRow,
    Transaction,
    TransactionFilter,
    Upload,
    WithdrawalOrder,
)


class PaymentBackend(Protocol):
    """One method per operation of deploy/contracts/payments.yaml that this version uses.

    Every method raises only `selfcare.domain.errors`: NotFound for an absent or foreign id, UpstreamTimeout when a
    write's outcome is unknown, CapabilityUnavailable for an operation the backend lacks.
    """

    def account_list(self, ctx: Context) -> Page[Account]: ...

    def account_get(self, ctx: Context, account_id: str) -> Account: ...

    def balance_at(self, ctx: Context, account_id: str, at: datetime) -> BalanceAt:
        """Read what the account held at an instant, to the microsecond (capability ``balances.history``)."""
        ...

    def transaction_list(
        self, ctx: Context, where: TransactionFilter, *, limit: int = 25, cursor: str | None = None, total: bool = False
    ) -> Page[Transaction]: ...

    def transaction_rows(
        self, ctx: Context, where: TransactionFilter, *, limit: int, cursor: str | None = None, total: bool = False
    ) -> Page[TableRow]:
        """Read what `transaction_list` reads, for a table of many rows; an adapter may give whole transactions."""
        ...

    def summary_list(
        self, ctx: Context, where: TransactionFilter, *, by: str, top: int | None = None, tz: str | None = None
    ) -> SummaryList:
        """Sum what the filter finds by week, month, merchant, type or none (capability ``summaries``).

        Without a status in the filter, what moved a balance or holds part of it counts; with one, what it names.
        ``top`` keeps the largest merchants or types of each currency and folds the others into one; ``tz`` is the IANA
        zone that weeks and months begin in.
        """
        ...

    def transaction_get(self, ctx: Context, transaction_id: str) -> Transaction: ...

    def transaction_events(self, ctx: Context, transaction_id: str) -> list[Event]: ...

    def receipt_get(self, ctx: Context, transaction_id: str) -> Receipt:
        """Return what a receipt is made of. Raises Conflict for a transaction that has not succeeded."""
        ...

    def deposit_create(self, ctx: Context, order: DepositOrder, *, key: str) -> Transaction:
        """Send the order once under the idempotency key; the same key and order may be sent again safely."""
        ...

    def quote_create(self, ctx: Context, order: QuoteOrder) -> Quote:
        """Ask what an order would cost. Changes nothing; raises what would refuse the order itself, step-up aside."""
        ...

    def withdrawal_create(self, ctx: Context, order: WithdrawalOrder, *, key: str) -> Transaction:
        """Send the order once under the idempotency key; the same key and order may be sent again safely.

        Raises StepUpRequired unless the key stands for a withdrawal already, or the token of ``ctx`` comes from a fresh
        step-up for this very order. A worker's context never carries one.
        """
        ...

    def transaction_cancel(
        self, ctx: Context, transaction_id: str, *, key: str, reason: str | None = None
    ) -> Transaction:
        """Cancel it, or ask the bank to (capability ``cancel``): ``status`` and ``cancellation`` say which.

        Raises Conflict when it can no longer be stopped.
        """
        ...

    def transaction_keep(self, ctx: Context, transaction_id: str, *, key: str) -> Transaction:
        """Take a wish to cancel back. Raises Conflict once the bank has decided."""
        ...

    def refund_request_create(
        self, ctx: Context, transaction_id: str, order: RefundOrder, *, key: str
    ) -> RefundRequest:
        """Ask for a refund once under the idempotency key (capability ``refunds.request``).

        Raises Conflict: refundable_changed when ``expected_refundable`` is stale, already_refunded, invalid_state;
        InvalidInput: refund_not_allowed, refund_window_closed, validation_failed.
        """
        ...

    def refund_request_list(
        self,
        ctx: Context,
        *,
        transaction_id: str | None = None,
        status: tuple[str, ...] = (),
        limit: int = 25,
        cursor: str | None = None,
    ) -> Page[RefundRequest]:
        """Return a page of refund requests, newest first and without their messages (capability ``refunds.read``)."""
        ...

    def refund_request_get(self, ctx: Context, request_id: str) -> RefundRequest: ...

    def refund_request_cancel(self, ctx: Context, request_id: str, *, key: str) -> RefundRequest:
        """Take a request back. Raises Conflict once it is answered."""
        ...

    def refund_message_send(self, ctx: Context, request_id: str, order: MessageOrder, *, key: str) -> RefundRequest:
        """Add the customer's message, once under the key. Raises Conflict when none can be added any more,
        InvalidInput for a file that is not the customer's."""
        ...

    def refund_request_escalate(self, ctx: Context, request_id: str, *, key: str) -> RefundRequest:
        """Have the operator look at it, as the dispute in ``escalated_to``. Raises Conflict when that cannot be."""
        ...

    def dispute_create(
        self, ctx: Context, order: DisputeOrder, *, key: str, transaction_id: str | None = None
    ) -> Dispute:
        """Open a dispute once under the idempotency key (capability ``disputes.create``).

        Without a transaction it is about what is not here: a missing deposit, an unknown charge. Raises Conflict
        (invalid_state) when the transaction cannot be disputed or already is, InvalidInput naming a field.
        """
        ...

    def dispute_list(
        self,
        ctx: Context,
        *,
        transaction_id: str | None = None,
        status: tuple[str, ...] = (),
        limit: int = 25,
        cursor: str | None = None,
    ) -> Page[Dispute]:
        """Return a page of disputes, newest first and without their messages (capability ``disputes.read``)."""
        ...

    def dispute_get(self, ctx: Context, dispute_id: str) -> Dispute: ...

    def dispute_message_send(self, ctx: Context, dispute_id: str, order: MessageOrder, *, key: str) -> Dispute:
        """Add the customer's message, once under the key. Raises Conflict when none can be added any more."""
        ...

    def dispute_answer(self, ctx: Context, dispute_id: str, *, accept: bool, key: str) -> Dispute:
        """Take or refuse what is offered. Raises Conflict when nothing is."""
        ...

    def dispute_withdraw(self, ctx: Context, dispute_id: str, *, key: str) -> Dispute:
        """Close it without money. Raises Conflict when it is closed."""
        ...

    def dispute_escalate(self, ctx: Context, dispute_id: str, *, key: str) -> Dispute:
        """Have the operator take over what is late. Raises Conflict when nothing is, or it was done before."""
        ...

    def upload_create(self, ctx: Context, file: File, *, key: str) -> Upload:
        """Keep a file once under the key. Raises InvalidInput for one the service does not take, RateLimited."""
        ...

    def upload_get(self, ctx: Context, upload_id: str) -> File:
        """Return the bytes of one of the customer's files, under whatever media type the service says."""
        ...

    def payment_create(self, ctx: Context, order: PaymentOrder, *, key: str) -> Transaction:
        """Send the order once under the idempotency key. Raises StepUpRequired as `withdrawal_create`, above a bound
        that is the service's own."""
        ...

    def merchant_list(self, ctx: Context) -> Page[Merchant]: ...

    def instrument_list(self, ctx: Context) -> Page[Instrument]: ...

    def capabilities(self, ctx: Context) -> Capabilities: ...
